package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            policy
                .quotaGroups(
                    Map.of("25-flash", List.of("old"), "pro", List.of("p"), "other", List.of("o")))
                .models())
        .isEqualTo(
            Map.of(
                "25-flash", List.of("new-model"),
                "other", List.of("o"),
                "mine", List.of("x", "y")));
  }

  @Test
  void aModelThatTheUserPutsIntoAGroupIsInThatOneOnly() {
    var groups =
        read(Map.of("QUOTA_GROUPS_OPENAI_MINE", "openai/gpt-5, o*"))
            .of("openai")
            .quotaGroups(Map.of("theirs", List.of("gpt-5", "gpt-4")));

    assertThat(groups.of("gpt-5")).contains("mine");
    assertThat(groups.of("o3")).contains("mine");
    assertThat(groups.of("gpt-4")).contains("theirs");
    assertThat(groups.of("another")).isEmpty();
  }

  @Test
  void ratesAndWindowsAreForTiersAndForTheCredentialEachModelOrOne() {
    var limits =
        read(Map.of(
                "RATE_LIMIT_GEMINI_CLI_ALL", "60rpm, 100000 TPM",
                "RATE_LIMIT_GEMINI_CLI_T2_3_ALL", "5rpm",
                "QUOTA_WINDOW_GEMINI_CLI_GEMINI_2_5_PRO", "100/day@7, 50 tokens/5h, 9/week@mon",
                "QUOTA_WINDOW_GEMINI_CLI_TDEFAULT_EACH", "1000 output_tokens/month"))
            .of("gemini_cli")
            .limits();

    var all = new LimitedThing.WholeCredential();
    assertThat(limits.rates(1))
        .containsExactly(
            new RateLimit(Set.of(), all, RateLimit.Unit.REQUESTS, 60),
            new RateLimit(Set.of(), all, RateLimit.Unit.TOKENS, 100_000));
    assertThat(limits.rates(3))
        .containsExactly(new RateLimit(Set.of(2, 3), all, RateLimit.Unit.REQUESTS, 5));
    assertThat(limits.windows(1))
        .extracting(QuotaWindow::unit, QuotaWindow::most, QuotaWindow::length)
        .containsExactlyInAnyOrder(
            tuple(RateLimit.Unit.REQUESTS, 100L, new QuotaWindow.Day(7)),
            tuple(RateLimit.Unit.TOKENS, 50L, new QuotaWindow.Rolling(Duration.ofHours(5))),
            tuple(RateLimit.Unit.REQUESTS, 9L, new QuotaWindow.Week(DayOfWeek.MONDAY, 3)),
            tuple(RateLimit.Unit.OUTPUT_TOKENS, 1000L, new QuotaWindow.Month(3)));
    assertThat(findings.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "0rpm", "60rps", "60rpm,x", "-1rpm"})
  void aRateThatDoesNotHoldIsReported(String rate) {
    assertThat(read(Map.of("RATE_LIMIT_OPENAI_ALL", rate)).of("openai").limits())
        .isEqualTo(UsageLimits.NONE);
    assertThat(findings.all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "0/day", "5/fortnight", "5/day@24", "5/day@mon", "5 eggs/day"})
  void aWindowThatDoesNotHoldIsReported(String window) {
    assertThat(read(Map.of("QUOTA_WINDOW_OPENAI_ALL", window)).of("openai").limits())
        .isEqualTo(UsageLimits.NONE);
    assertThat(findings.all()).hasSize(1);
  }

  @Test
  void namesAreComparedFoldedAsTheyAreFolded() {
    for (var name : List.of("gemini-2.5-pro", "GPT__5", "a/b:c", "", "-x-", "é!é")) {
      assertThat(VariableNames.folds(name, VariableNames.folded(name))).as(name).isTrue();
      assertThat(VariableNames.folds(name + "z", VariableNames.folded(name))).isFalse();
      assertThat(VariableNames.folds(name, VariableNames.folded(name) + "z")).isFalse();
    }
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
