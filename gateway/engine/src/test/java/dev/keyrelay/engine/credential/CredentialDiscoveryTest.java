package dev.keyrelay.engine.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ServiceDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialDiscoveryTest {

  @Test
  void theUnnumberedKeyComesFirstThenNumbersThenWords() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("OPENAI_API_KEY_backup", "key-word");
    variables.put("OPENAI_API_KEY_10", "key-ten");
    variables.put("OPENAI_API_KEY_2", "key-two");
    variables.put("OPENAI_API_KEY", "key-none");

    var found = Found.in(variables);

    assertThat(found.of("openai"))
        .containsExactly(
            "OPENAI_API_KEY", "OPENAI_API_KEY_2", "OPENAI_API_KEY_10", "OPENAI_API_KEY_backup");
    assertThat(found.findings()).isEmpty();
  }

  @Test
  void keysAreTrimmedAndEmptyOnesDropOut() {
    var found = Found.in(Map.of("OPENAI_API_KEY", "  secret-key \n", "GROQ_API_KEY", "  "));

    var key = (Credential.ApiKey) found.credentials().of("openai").getFirst().credential();
    assertThat(key.key().reveal()).isEqualTo("secret-key");
    assertThat(found.credentials().byProvider()).containsOnlyKeys("openai");
  }

  @Test
  void theLongestKnownPrefixWins() {
    var found = Found.in(Map.of("GEMINI_CLI_API_KEY", "a-key", "GEMINI_API_KEY", "b-key"));

    assertThat(found.of("gemini_cli")).containsExactly("GEMINI_CLI_API_KEY");
    assertThat(found.of("gemini")).containsExactly("GEMINI_API_KEY");
  }

  @Test
  void aServiceIsCalledByItsIdAndByEachPrefixWithUnderscoreOrHyphen() {
    var found =
        Found.in(
            Map.of(
                "NANOGPT_API_KEY", "one",
                "NANO_GPT_API_KEY_1", "two",
                "NANO-GPT_API_KEY_2", "three"));

    assertThat(found.of("nano-gpt")).hasSize(3);
  }

  @Test
  void aKeyOfNoKnownServiceIsReportedOnceAndIgnored() {
    var found =
        Found.in(Map.of("SOME_TOOL_API_KEY", "tool-secret-value-1234", "PROXY_API_KEY", "x"));

    assertThat(found.credentials().byProvider()).containsOnlyKeys("demo");
    assertThat(found.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject()).isEqualTo("SOME_TOOL_API_KEY");
              assertThat(finding.level()).isEqualTo(Finding.Level.NOTE);
              assertThat(finding.mend()).contains("SOME_TOOL_API_BASE");
              assertThat(finding.toString()).doesNotContain("tool-secret");
            });
  }

  @Test
  void aMisspeltServiceIsSuggested() {
    assertThat(Found.in(Map.of("OPENIA_API_KEY_2", "k")).text())
        .contains("Did you mean OPENAI_API_KEY_2?");
  }

  @Test
  void aPluralIsNoKey() {
    var found = Found.in(Map.of("OPENAI_API_KEYS", "a,b"));

    assertThat(found.of("openai")).isEmpty();
    assertThat(found.text()).contains("Name it OPENAI_API_KEY_1");
  }

  @Test
  void theSameKeyTwiceCountsOnceAndTheReportDoesNotShowIt() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("OPENAI_API_KEY_2", "sk-the-very-same-key");
    variables.put("OPENAI_API_KEY_1", "sk-the-very-same-key");
    variables.put("GROQ_API_KEY", "sk-the-very-same-key");

    var found = Found.in(variables);

    assertThat(found.of("openai")).containsExactly("OPENAI_API_KEY_1");
    assertThat(found.of("groq")).containsExactly("GROQ_API_KEY");
    assertThat(found.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "OPENAI_API_KEY_2: holds the same credential as OPENAI_API_KEY_1; it counts once."
                + " Remove one of them.");
  }

  @Test
  void aKeyThatNoHeaderCarriesIsReportedWithoutBeingShown() {
    var found = Found.in(Map.of("OPENAI_API_KEY", "sk-with\nline", "GROQ_API_KEY", "schlüssel"));

    assertThat(found.credentials().byProvider()).containsOnlyKeys("demo");
    assertThat(found.findings())
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder("OPENAI_API_KEY", "GROQ_API_KEY");
    assertThat(found.text()).doesNotContain("sk-with").doesNotContain("schlüssel");
  }

  @Test
  void aPlaceholderIsNoKey() {
    var found = Found.in(Map.of("OPENAI_API_KEY", "YOUR_OPENAI_API_KEY", "GROQ_API_KEY", "<key>"));

    assertThat(found.credentials().byProvider()).containsOnlyKeys("demo");
  }

  @Test
  void quotesThatDockerLeavesAreLeftOut() {
    var found = Found.in(Map.of("OPENAI_API_KEY", "\"sk-quoted\""));

    var key = (Credential.ApiKey) found.credentials().of("openai").getFirst().credential();
    assertThat(key.key().reveal()).isEqualTo("sk-quoted");
  }

  @Test
  void anAddressMakesAProviderOfThatNameWithOrWithoutKey() {
    var found =
        Found.in(
            Map.of(
                "MY_VLLM_API_BASE", "http://127.0.0.1:9000/v1",
                "FRIEND_API_BASE", "https://friend.example/v1",
                "FRIEND_API_KEY_1", "friends-key"));

    assertThat(found.credentials().of("my_vllm").getFirst().credential())
        .isInstanceOf(Credential.Anonymous.class);
    assertThat(found.of("friend")).containsExactly("FRIEND_API_KEY_1");
    assertThat(found.credentials().services())
        .extracting(ServiceDescription::id)
        .contains("my_vllm", "friend", "openai");
    assertThat(found.findings()).isEmpty();
  }

  @Test
  void anAddressThatIsNoneMakesNoProvider() {
    var found = Found.in(Map.of("MY_VLLM_API_BASE", "127.0.0.1:9000"));

    assertThat(found.credentials().byProvider()).containsOnlyKeys("demo");
    assertThat(found.text()).contains("MY_VLLM_API_BASE").contains("http(s) address");
  }

  @Test
  void anAddressOfAServiceThatNeedsACredentialIsNoCredential() {
    assertThat(Found.in(Map.of("OPENAI_API_BASE", "http://127.0.0.1:9/v1")).of("openai")).isEmpty();
  }

  @Test
  void aServiceThatWantsNoCredentialIsThereOnceTheUserNamesIt() {
    assertThat(Found.in(Map.of()).of("ollama")).isEmpty();
    assertThat(Found.in(Map.of("OLLAMA_API_BASE", "http://127.0.0.1:11434/v1")).of("ollama"))
        .containsExactly("none needed");
    assertThat(Found.in(Map.of("OLLAMA_API_KEY", "")).of("ollama")).containsExactly("none needed");
  }

  @Test
  void theStandInServesOnlyWhileNobodyElseDoes() {
    assertThat(Found.in(Map.of()).credentials().byProvider()).containsOnlyKeys("demo");
    assertThat(Found.in(Map.of("OPENAI_API_KEY", "k")).credentials().byProvider())
        .containsOnlyKeys("openai");
    assertThat(
            Found.in(Map.of("OPENAI_API_KEY", "k", "DEMO_API_KEY", "d")).credentials().byProvider())
        .containsOnlyKeys("openai", "demo");
  }

  @Test
  void namesRevealOnlyTheEndOfALongKey() {
    var found =
        Found.in(Map.of("OPENAI_API_KEY", "sk-0123456789abcdWXYZ", "GROQ_API_KEY", "short-key"));

    assertThat(found.credentials().of("openai").getFirst().displayName())
        .isEqualTo("OPENAI_API_KEY (…WXYZ)");
    assertThat(found.credentials().of("groq").getFirst().displayName())
        .isEqualTo("GROQ_API_KEY (…)");
    assertThat(found.credentials().toString())
        .doesNotContain("0123456789")
        .doesNotContain("short-");
  }
}
