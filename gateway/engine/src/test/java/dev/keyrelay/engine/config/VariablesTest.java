package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

  private static final List<ServiceDescription> SERVICES =
      List.of(ServiceDescription.of("openai"), ServiceDescription.of("nvidia_nim"));

  @TempDir private Path folder;

  private List<Finding> process(Map<String, String> variables) {
    var findings = new Findings();
    UnknownVariables.report(
        new Settings(Environment.of(variables), findings), SERVICES, _ -> List.of());
    return findings.all();
  }

  private List<Finding> file(String text) throws IOException {
    Files.writeString(folder.resolve(".env"), text);
    var findings = new Findings();
    var environment = Environment.read(new Home(folder), Map.of(), findings);
    UnknownVariables.report(new Settings(environment, findings), SERVICES, _ -> List.of());
    return findings.all();
  }

  @Test
  void namesAreUniqueAndMeaningsAreSentences() {
    assertThat(Variables.all()).extracting(Variable::name).doesNotHaveDuplicates();
    assertThat(Variables.all())
        .allSatisfy(
            variable -> {
              assertThat(variable.meaning()).matches("[A-Z].*\\.");
              assertThat(variable.standardText()).isNotBlank();
              assertThat(variable.form().expected()).isNotBlank();
            });
  }

  @Test
  void everyDefaultIsWrittenAsItIsRead() {
    assertThat(Variables.all()).allSatisfy(VariablesTest::readsItsDefault);
  }

  private static <T> void readsItsDefault(Variable<T> variable) {
    if (variable.standard().isPresent()) {
      assertThat(variable.form().read(variable.standardText())).isEqualTo(variable.standard());
    }
  }

  @Test
  void theFamilyThatSaysMoreOfANameCoversIt() {
    assertThat(Variables.covering("FALLBACK_GROUP_BEST_STOP_ON"))
        .map(Variable::name)
        .contains("FALLBACK_GROUP_<NAME>_STOP_ON");
    assertThat(Variables.covering("FAIR_CYCLE_DURATION_ACME"))
        .map(Variable::name)
        .contains("FAIR_CYCLE_DURATION_<PROVIDER>");
    assertThat(Variables.covering("FAIR_CYCLE_ACME"))
        .map(Variable::name)
        .contains("FAIR_CYCLE_<PROVIDER>");
  }

  @Test
  void familiesCoverTheirNames() {
    assertThat(ProviderVariables.MULTIPLIER.covers("CONCURRENCY_MULTIPLIER_A_B_PRIORITY_12"))
        .isTrue();
    assertThat(ProviderVariables.MULTIPLIER.covers("CONCURRENCY_MULTIPLIER_A_PRIORITY_X"))
        .isFalse();
    assertThat(ProviderVariables.API_BASE.covers("_API_BASE")).isFalse();
    assertThat(ProviderVariables.ROTATION_MODE.named("OPENAI")).isEqualTo("ROTATION_MODE_OPENAI");
    assertThat(Variables.covering("GLOBAL_TIMEOUT")).contains(TimeoutVariables.GLOBAL_TIMEOUT);
    assertThat(Variables.covering("NONSENSE")).isEmpty();
  }

  @Test
  void aMisspeltVariableIsSuggested() {
    assertThat(process(Map.of("GLOBAL_TIMEOT", "5")))
        .extracting(Finding::toString)
        .containsExactly("GLOBAL_TIMEOT: is read by nothing. Did you mean GLOBAL_TIMEOUT?");
    assertThat(process(Map.of("ROTATION_MOD_NVIDIA_NIM", "balanced")).toString())
        .contains("Did you mean ROTATION_MODE_NVIDIA_NIM?");
    assertThat(process(Map.of("OPENAI_API_KY", "k")).toString())
        .contains("Did you mean OPENAI_API_KEY?");
  }

  @Test
  void aMisspeltProviderIsSuggested() {
    assertThat(process(Map.of("ROTATION_MODE_OPENIA", "balanced")).toString())
        .contains("names no provider that is known")
        .contains("Did you mean ROTATION_MODE_OPENAI?");
  }

  @Test
  void variablesOfOtherProgramsAreLeftAlone() {
    assertThat(
            process(
                Map.of(
                    "PATH", "/bin",
                    "HOME", "/root",
                    "LANG", "C",
                    "JAVA_HOME", "/jdk",
                    "OPENAI_ORGANIZATION", "org",
                    "PROMPT", "$")))
        .isEmpty();
  }

  @Test
  void inAFileEveryVariableThatNothingReadsIsReported() throws IOException {
    assertThat(file("SOMETHING_ELSE=1\nPORT=1\nMY_API_BASE=http://a/\nOPENAI_API_KEY_2=k"))
        .extracting(Finding::subject)
        .containsExactly("SOMETHING_ELSE");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:11434/v1/, http://127.0.0.1:11434/v1",
    "https://[::1]:8443, https://[::1]:8443",
    "http://a/v1?x=1, ",
    "http://a/v1#f, ",
    "http://user:word@a/v1, ",
    "127.0.0.1:11434/v1, ",
    "ftp://a/v1, ",
  })
  void anAddressIsOneThatPathsCanBePutBehind(String text, @Nullable URI read) {
    assertThat(Forms.baseUri().read(text)).isEqualTo(Optional.ofNullable(read));
  }

  @Test
  void whatHasNoEffectHereIsSaid() {
    assertThat(process(Map.of("LITELLM_LOG", "DEBUG")).toString()).contains("has no effect here");
  }

  @Test
  void knownVariablesOfEveryKindAreFine() {
    assertThat(
            process(
                Map.of(
                    "FAIR_CYCLE_DURATION_OPENAI", "1",
                    "EXHAUSTION_COOLDOWN_THRESHOLD_NVIDIA_NIM", "1",
                    "QUOTA_GROUPS_OPENAI_A_B", "x",
                    "CUSTOM_CAP_OPENAI_T1_M", "1",
                    "FALLBACK_GROUP_X_STOP_ON", "forbidden",
                    "MODEL_ROUTE_FAST", "a/b",
                    "OPENAI_1_ACCESS_TOKEN", "t",
                    "SESSION_STICKY_WAIT_SECONDS_OPENAI", "1")))
        .isEmpty();
  }

  @Test
  void tablesHoldEveryVariable() {
    String markdown = VariableTables.markdown(Variables.all());
    String example = VariableTables.envExample(Variables.all());

    assertThat(Variables.all())
        .allSatisfy(variable -> assertThat(markdown).contains("| `" + variable.name() + "` |"));
    assertThat(markdown).contains("| `GLOBAL_TIMEOUT` | `600` |");
    assertThat(example)
        .contains("# GLOBAL_TIMEOUT=600\n")
        .contains("# ROTATION_MODE_<PROVIDER>=sequential\n")
        .doesNotContain("LITELLM_LOG");
  }

  @Test
  void theExampleFileSetsNothingUntilTheUserChangesIt() throws IOException {
    assertThat(file(VariableTables.envExample(Variables.all()))).isEmpty();
    assertThat(Environment.read(new Home(folder), Map.of(), new Findings()).names()).isEmpty();
  }

  @Test
  void nearNamesAreFoundAndFarOnesAreNot() {
    assertThat(Spelling.distance("abcd", "abdc")).isEqualTo(1);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    assertThat(Spelling.nearest("GORQ", List.of("GROQ", "OPENAI"))).contains("GROQ");
    assertThat(Spelling.nearest("GROQ", List.of("GROQ"))).isEmpty();
    assertThat(Spelling.nearest("XYZ", List.of("GROQ", "OPENAI"))).isEmpty();
  }
}
