package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProviderPoliciesTest {

  private static final List<ServiceDescription> SERVICES =
      List.of(
          ServiceDescription.of("openai"),
          ServiceDescription.of("gemini"),
          ServiceDescription.of("gemini_cli"),
          new ServiceDescription(
              "nano-gpt", "NanoGPT", List.of("NANOGPT"), CredentialNeed.REQUIRED, false));

  private final Findings findings = new Findings();

  private ProviderPolicies read(Map<String, String> variables) {
    return ProviderPolicies.read(new Settings(Environment.of(variables), findings), SERVICES);
  }

  @Test
  void aUserWhoSetsNothingGetsTheDocumentedDefaults() {
    var policy = read(Map.of()).of("openai");

    assertThat(policy).usingRecursiveComparison().isEqualTo(ProviderPolicies.defaults("openai"));
    assertThat(policy.rotation()).isEqualTo(RotationMode.SEQUENTIAL);
    assertThat(policy.concurrency().max(1)).isEqualTo(ConcurrencyPolicy.UNLIMITED);
    assertThat(policy.concurrency().optimal()).isEqualTo(ConcurrencyPolicy.UNLIMITED);
    assertThat(policy.fairCycle())
        .isEqualTo(
            new FairCyclePolicy(
                true,
                FairCyclePolicy.Tracking.MODEL_GROUP,
                false,
                Duration.ofDays(7),
                1.0,
                Duration.ofSeconds(90)));
    assertThat(policy.exhaustionThreshold()).isEqualTo(Duration.ofSeconds(300));
    assertThat(policy.failoverTier()).isEmpty();
    assertThat(policy.sessions())
        .isEqualTo(new SessionPolicy(Duration.ofSeconds(15), Duration.ofHours(1), 10_000));
    assertThat(policy.filter().allows("anything")).isTrue();
  }

  @Test
  void everyVariableOfAProviderIsRead() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("ROTATION_MODE_OPENAI", "Balanced");
    variables.put("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "4");
    variables.put("OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "2");
    variables.put("CONCURRENCY_MULTIPLIER_OPENAI_PRIORITY_1", "5");
    variables.put("SEQUENTIAL_FALLBACK_MULTIPLIER_OPENAI", "3");
    variables.put("FAIR_CYCLE_OPENAI", "yes");
    variables.put("FAIR_CYCLE_TRACKING_MODE_OPENAI", "credential");
    variables.put("FAIR_CYCLE_CROSS_TIER_OPENAI", "true");
    variables.put("FAIR_CYCLE_DURATION_OPENAI", "1d");
    variables.put("FAIR_CYCLE_QUOTA_THRESHOLD_OPENAI", "0.5");
    variables.put("FAIR_CYCLE_RESET_COOLDOWN_THRESHOLD_OPENAI", "60");
    variables.put("EXHAUSTION_COOLDOWN_THRESHOLD", "100");
    variables.put("IGNORE_MODELS_OPENAI", "*");
    variables.put("WHITELIST_MODELS_OPENAI", "gpt-*, openai/o?");
    variables.put("PROVIDER_PRIORITY_OPENAI", "2");
    variables.put("SESSION_STICKY_WAIT_SECONDS", "1");
    variables.put("SESSION_STICKY_WAIT_SECONDS_OPENAI", "2");
    variables.put("SESSION_STICKY_ENTRY_TTL_SECONDS", "3");
    variables.put("SESSION_STICKY_MAX_ENTRIES_OPENAI", "100");
    variables.put("OPENAI_MODELS", "[\"m\"]");

    var policy = read(variables).of("openai");

    assertThat(policy.rotation()).isEqualTo(RotationMode.BALANCED);
    assertThat(policy.concurrency().max(1)).isEqualTo(20);
    assertThat(policy.concurrency().max(2)).isEqualTo(12);
    assertThat(policy.concurrency().optimal()).isEqualTo(2);
    assertThat(policy.fairCycle())
        .isEqualTo(
            new FairCyclePolicy(
                true,
                FairCyclePolicy.Tracking.CREDENTIAL,
                true,
                Duration.ofDays(1),
                0.5,
                Duration.ofSeconds(60)));
    assertThat(policy.exhaustionThreshold()).isEqualTo(Duration.ofSeconds(100));
    assertThat(policy.filter().allows("gpt-5")).isTrue();
    assertThat(policy.filter().allows("o3")).isTrue();
    assertThat(policy.filter().allows("davinci")).isFalse();
    assertThat(policy.failoverTier()).isEqualTo(OptionalInt.of(2));
    assertThat(policy.sessions())
        .isEqualTo(new SessionPolicy(Duration.ofSeconds(2), Duration.ofSeconds(3), 100));
    assertThat(policy.models().find("m")).isPresent();
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void balancedRotationAimsAtOneRequestPerCredentialAndHasNoFairCycle() {
    var policy = read(Map.of("ROTATION_MODE_OPENAI", "balanced")).of("openai");

    assertThat(policy.concurrency().optimal()).isEqualTo(1);
    assertThat(policy.fairCycle().enabled()).isFalse();
  }

  @Test
  void whatIsSetForTheRotationModeWinsOverWhatIsSetForBoth() {
    var variables =
        Map.of(
            "MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "4",
            "MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI_SEQUENTIAL", "7",
            "MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI_BALANCED", "9",
            "CONCURRENCY_MULTIPLIER_OPENAI_PRIORITY_1", "2",
            "CONCURRENCY_MULTIPLIER_OPENAI_PRIORITY_1_SEQUENTIAL", "3");

    assertThat(read(variables).of("openai").concurrency().max(1)).isEqualTo(21);
  }

  @Test
  void providersWithUnderscoresAndHyphensKeepTheirVariablesApart() {
    var policies =
        read(
            Map.of(
                "ROTATION_MODE_GEMINI_CLI", "balanced",
                "QUOTA_GROUPS_GEMINI_CLI_PRO_MODELS", "a,b",
                "QUOTA_GROUPS_GEMINI_FLASH", "c",
                "IGNORE_MODELS_NANO_GPT", "x",
                "WHITELIST_MODELS_NANOGPT", "y",
                "PROVIDER_PRIORITY_NANO-GPT", "3"));

    assertThat(policies.of("gemini").rotation()).isEqualTo(RotationMode.SEQUENTIAL);
    assertThat(policies.of("gemini_cli").rotation()).isEqualTo(RotationMode.BALANCED);
    assertThat(policies.of("gemini_cli").quotaGroups())
        .isEqualTo(Map.of("pro-models", List.of("a", "b")));
    assertThat(policies.of("gemini").quotaGroups()).isEqualTo(Map.of("flash", List.of("c")));
    assertThat(policies.of("nano-gpt").filter())
        .isEqualTo(new ModelFilter("nano-gpt", List.of("y"), List.of("x")));
    assertThat(policies.of("nano-gpt").failoverTier()).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void quotaGroupsAreReplacedAddedAndAbolished() {
    var policy =
        read(Map.of(
                "QUOTA_GROUPS_GEMINI_CLI_25_FLASH", "new-model",
                "QUOTA_GROUPS_GEMINI_CLI_PRO", "",
                "QUOTA_GROUPS_GEMINI_CLI_MINE", "x,y"))
            .of("gemini_cli");

    assertThat(
            policy.quotaGroups(
                Map.of("25-flash", List.of("old"), "pro", List.of("p"), "other", List.of("o"))))
        .isEqualTo(
            Map.of(
                "25-flash", List.of("new-model"),
                "other", List.of("o"),
                "mine", List.of("x", "y")));
  }

  @Test
  void capsAreForTiersModelsAndGroupsOfAnySpelling() {
    var policy =
        read(Map.of(
                "CUSTOM_CAP_GEMINI_CLI_T2_3_GEMINI_2_5_PRO", "80%",
                "CUSTOM_CAP_COOLDOWN_GEMINI_CLI_T2_3_GEMINI_2_5_PRO", "fixed:3600",
                "CUSTOM_CAP_GEMINI_CLI_TDEFAULT_GEMINI_2_5_PRO", "-20",
                "CUSTOM_CAP_GEMINI_CLI_T1_FLASH", "100",
                "CUSTOM_CAP_COOLDOWN_GEMINI_CLI_T1_FLASH", "offset:5m"))
            .of("gemini_cli");

    assertThat(policy.caps(2, "gemini-2.5-pro"))
        .containsExactly(
            new CustomCap(
                Set.of(2, 3),
                "gemini-2-5-pro",
                new CustomCap.Percent(80),
                new CustomCap.Fixed(Duration.ofHours(1))));
    assertThat(policy.caps(1, "gemini-2.5-pro"))
        .containsExactly(
            new CustomCap(
                Set.of(), "gemini-2-5-pro", new CustomCap.Offset(-20), new CustomCap.UntilReset()));
    assertThat(policy.caps(1, "flash"))
        .extracting(CustomCap::amount, CustomCap::cooldown)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                new CustomCap.Absolute(100), new CustomCap.AfterReset(Duration.ofMinutes(5))));
    assertThat(policy.caps(9, "flash")).isEmpty();
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void aCapThatDoesNotHoldIsReportedAndLeftOut() {
    var policies =
        read(
            Map.of(
                "CUSTOM_CAP_OPENAI_T1_M", "101%",
                "CUSTOM_CAP_OPENAI_M", "5",
                "CUSTOM_CAP_OPENAI_T1_N", "+5",
                "CUSTOM_CAP_COOLDOWN_OPENAI_T1_N", "tomorrow"));

    assertThat(policies.of("openai").caps())
        .containsExactly(
            new CustomCap(Set.of(1), "n", new CustomCap.Offset(5), new CustomCap.UntilReset()));
    assertThat(findings.all()).hasSize(3);
  }

  @Test
  void valuesThatDoNotHoldAreReportedAndTheDefaultsApply() {
    var policy =
        read(Map.of(
                "ROTATION_MODE_OPENAI", "round-robin",
                "OPENAI_MODELS", "{broken",
                "PROVIDER_PRIORITY_OPENAI", "0",
                "CONCURRENCY_MULTIPLIER_OPENAI_PRIORITY_1", "many"))
            .of("openai");

    assertThat(policy).usingRecursiveComparison().isEqualTo(ProviderPolicies.defaults("openai"));
    assertThat(findings.all()).hasSize(4);
    assertThat(findings.all().toString()).contains("balanced or sequential").contains("JSON: [");
  }

  @Test
  void aProviderNobodyKnowsHasTheDefaults() {
    assertThat(read(Map.of()).of("nobody").provider()).isEqualTo("nobody");
  }
}
