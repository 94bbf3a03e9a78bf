package dev.keyrelay.engine.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.CustomCap;
import dev.keyrelay.engine.limit.FairCycle;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Outcome.Result;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageRules;
import dev.keyrelay.engine.usage.WindowRule;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaStatsTest {

  private final ManualClock clock = new ManualClock();
  private List<WindowRule> rules = List.of(WindowRule.DAILY);
  private final Ledger ledger =
      new Ledger(
          new UsageRules() {
            @Override
            public List<WindowRule> windows(String provider, String credential) {
              return rules;
            }

            @Override
            public boolean isQuotaGroup(String provider, String name) {
              return name.equals("pro");
            }
          },
          (_, model, _, _) ->
              model.equals("free") ? OptionalDouble.empty() : OptionalDouble.of(0.5));

  private final List<StatsSource.CredentialView> credentials = new ArrayList<>();
  private final Set<String> outOfCycle = new HashSet<>();
  private Map<String, List<StatsSource.CooldownView>> cooldowns = Map.of();
  private final QuotaStats stats =
      new QuotaStats(
          new StatsSource() {
            @Override
            public List<String> providers() {
              return List.of("p", "unused");
            }

            @Override
            public String rotationMode(String provider) {
              return "sequential";
            }

            @Override
            public List<CredentialView> credentials(String provider) {
              return provider.equals("p") ? credentials : List.of();
            }

            @Override
            public Map<String, List<CooldownView>> cooldowns(String provider) {
              return cooldowns;
            }

            @Override
            public FairCycle.View fairCycle(String provider, String credential, String scope) {
              return new FairCycle.View(outOfCycle.contains(credential), Optional.empty(), 3);
            }

            @Override
            public List<CustomCap> caps(String provider, String credential, String name) {
              return List.of(
                  new CustomCap(
                      Set.of(), "pro", new CustomCap.Percent(50), new CustomCap.UntilReset()));
            }
          },
          ledger);

  private void credential(String id) {
    credentials.add(
        new StatsSource.CredentialView(
            id,
            id + ".json",
            "sk-...1234",
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            0,
            false,
            Optional.empty()));
  }

  private void serve(String credential, int times) {
    var subject = new Subject("p", credential, "vendor/m", Optional.of("pro"));
    for (int i = 0; i < times; i++) {
      ledger.record(
          new Outcome(
              subject,
              Result.SUCCEEDED,
              Optional.empty(),
              Optional.of(new TokenUsage(55, 15, 0, 28, 5, OptionalDouble.empty(), false)),
              clock.instant()));
    }
  }

  private void read(String credential, long limit, long used, Instant reset) {
    ledger.apply(
        "p",
        credential,
        List.of(
            new QuotaReading(
                "pro",
                "daily",
                OptionalLong.of(limit),
                OptionalLong.of(used),
                OptionalDouble.empty(),
                Optional.of(reset),
                false,
                Optional.empty())),
        clock.instant());
  }

  private JsonNode written(Optional<String> provider, Detail detail) throws Exception {
    var out = new ByteArrayOutputStream();
    stats.write(out, provider, detail, clock.instant());
    return JsonBody.MAPPER.readTree(out.toByteArray());
  }

  @Test
  void anEmptyGatewayStillHasItsProviders() throws Exception {
    credential("one");
    var json = written(Optional.empty(), Detail.FULL);
    assertThat(json.path("providers").path("p").path("credential_count").intValue()).isEqualTo(1);
    assertThat(json.path("providers").path("unused").path("total_requests").isInt()).isTrue();
    assertThat(json.path("summary").path("total_providers").intValue()).isEqualTo(2);
    assertThat(json.path("providers").path("p").path("approx_cost").isNull()).isTrue();
    assertDecodable(json);
  }

  @Test
  void strictDecodersAcceptEverything() throws Exception {
    credential("one");
    credential("two");
    serve("one", 11);
    serve("two", 3);
    read("one", 100, 40, clock.instant().plusMillis(3_600_123));
    read("two", 100, 90, clock.instant().plus(Duration.ofHours(2)));
    outOfCycle.add("two");
    cooldowns =
        Map.of(
            "two",
            List.of(
                new StatsSource.CooldownView(
                    Optional.of("pro"),
                    "model_quota",
                    "upstream",
                    clock.instant().plusSeconds(60))));
    var json = written(Optional.of("p"), Detail.FULL);
    assertDecodable(json);
    var provider = json.path("providers").path("p");
    assertThat(provider.path("total_requests").intValue()).isEqualTo(14);
    assertThat(provider.path("active_count").intValue()).isEqualTo(1);
    assertThat(provider.path("exhausted_count").intValue()).isEqualTo(1);
    assertThat(provider.path("approx_cost").doubleValue()).isEqualTo(7);
    assertThat(provider.path("tokens").path("input_cache_pct").doubleValue()).isEqualTo(21.4);
    var group = provider.path("quota_groups").path("pro");
    assertThat(group.path("remaining_percent").doubleValue()).isEqualTo(35);
    assertThat(group.path("reset_time").textValue()).isEqualTo("2026-01-01T01:00:00Z");
    assertThat(group.path("windows").path("daily").path("total_used").intValue()).isEqualTo(130);
    var one = provider.path("credentials").get(0);
    assertThat(one.path("name").textValue()).isEqualTo("one.json");
    assertThat(one.path("quota_remaining_percent").doubleValue()).isEqualTo(60);
    assertThat(one.path("model_usage").path("p/vendor/m").path("totals").path("request_count"))
        .hasToString("11");
    assertThat(one.path("group_usage").path("pro").path("custom_cap").path("limit").intValue())
        .isEqualTo(50);
    var two = provider.path("credentials").get(1);
    assertThat(two.path("status").textValue()).isEqualTo("exhausted");
    assertThat(two.path("cooldowns").path("pro").path("remaining_seconds").doubleValue())
        .isEqualTo(60);
  }

  @Test
  void windowsThatAreOverShowNoOldCounts() throws Exception {
    credential("one");
    serve("one", 5);
    clock.advance(Duration.ofDays(1));
    var window =
        written(Optional.empty(), Detail.FULL)
            .path("providers")
            .path("p")
            .path("credentials")
            .get(0)
            .path("group_usage")
            .path("pro")
            .path("windows")
            .path("daily");
    assertThat(window.path("request_count").intValue()).isZero();
    assertThat(window.path("max_recorded_requests").intValue()).isEqualTo(5);
  }

  @Test
  void anUnknownProviderGivesNone() throws Exception {
    var json = written(Optional.of("nobody"), Detail.FULL);
    assertThat(json.path("providers").isObject()).isTrue();
    assertThat(json.path("providers")).isEmpty();
  }

  @Test
  void aWholeCoolingCredentialIsNotActive() throws Exception {
    credential("one");
    cooldowns =
        Map.of(
            "one",
            List.of(
                new StatsSource.CooldownView(
                    Optional.empty(),
                    "bad_credential",
                    "default",
                    clock.instant().plusSeconds(9))));
    var provider = written(Optional.empty(), Detail.CREDENTIALS).path("providers").path("p");
    assertThat(provider.path("credentials").get(0).path("status").textValue())
        .isEqualTo("cooldown");
    assertThat(provider.path("active_count").intValue()).isZero();
    assertThat(provider.path("credentials").get(0).path("cooldowns").has("_global_")).isTrue();
  }

  @Test
  void ofManyCredentialsThoseThatChangedAreWrittenAnew() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      credential("credential-" + i);
      serve("credential-" + i, 1);
    }
    var before = lines();
    assertThat(lines()).isEqualTo(before);

    serve("credential-7", 2);
    cooldowns =
        Map.of(
            "credential-8",
            List.of(
                new StatsSource.CooldownView(
                    Optional.empty(),
                    "bad_credential",
                    "default",
                    clock.instant().plusSeconds(9))));
    outOfCycle.add("credential-9");
    read("credential-10", 100, 40, clock.instant().plusSeconds(60));
    var after = lines();

    assertThat(after.get(6)).isEqualTo(before.get(6));
    assertThat(after.get(7).path("requests").intValue()).isEqualTo(3);
    assertThat(after.get(8).path("status").textValue()).isEqualTo("cooldown");
    assertThat(after.get(9).path("status").textValue()).isEqualTo("exhausted");
    assertThat(after.get(10).path("quota_remaining_percent").doubleValue()).isEqualTo(60);
    clock.advance(Duration.ofSeconds(61));
    assertThat(lines().get(10).path("quota_remaining_percent").doubleValue()).isEqualTo(100);
    cooldowns = Map.of();
    assertThat(lines().get(8)).isEqualTo(before.get(8));
  }

  @Test
  void ofManyCredentialsAllAreWrittenAnewWhenTheRulesOfWindowsChange() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      credential("credential-" + i);
      serve("credential-" + i, 1);
    }
    assertThat(lines().get(7).has("quota_remaining_percent")).isFalse();
    rules = List.of(WindowRule.DAILY.limitedTo(4));
    assertThat(lines())
        .allSatisfy(
            line -> assertThat(line.path("quota_remaining_percent").doubleValue()).isEqualTo(75));
  }

  private JsonNode lines() throws Exception {
    return written(Optional.of("p"), Detail.CREDENTIALS).at("/providers/p/credentials");
  }

  @Test
  void oneCredentialIsListedWhileTheSumsAreOfAll() throws Exception {
    credential("one");
    credential("two");
    serve("one", 2);
    serve("two", 3);
    var out = new ByteArrayOutputStream();
    stats.write(out, Optional.of("p"), Optional.of("two"), Detail.FULL, clock.instant());
    var provider = JsonBody.MAPPER.readTree(out.toByteArray()).at("/providers/p");

    assertThat(provider.path("total_requests").intValue()).isEqualTo(5);
    assertThat(provider.path("credentials")).hasSize(1);
    assertThat(provider.at("/credentials/0/stable_id").textValue()).isEqualTo("two");
    assertThat(provider.at("/credentials/0/model_usage/p~1vendor~1m").isObject()).isTrue();
  }

  @Test
  void manyCredentialsAreSummedUpInOneGo() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      credential("credential-" + i);
      serve("credential-" + i, 1);
    }
    var json = written(Optional.of("p"), Detail.SUMMARY);
    assertThat(json.path("summary").path("total_requests").intValue()).isEqualTo(10_000);
    assertThat(json.path("providers").path("p").path("credentials")).isEmpty();
  }

  /** What a strict client (CodexBar's LLM Proxy provider) decodes, and how. */
  private static void assertDecodable(JsonNode json) {
    assertThat(json.path("providers").isObject()).isTrue();
    for (JsonNode provider : json.path("providers")) {
      for (var field :
          List.of("credential_count", "active_count", "exhausted_count", "total_requests")) {
        assertThat(provider.path(field).isIntegralNumber()).as(field).isTrue();
      }
      for (var field : List.of("input_cached", "input_uncached", "output")) {
        assertThat(provider.path("tokens").path(field).isIntegralNumber()).as(field).isTrue();
      }
      assertThat(provider.path("approx_cost").isNumber() || provider.path("approx_cost").isNull())
          .isTrue();
      assertThat(provider.path("credentials").isArray()).isTrue();
      for (JsonNode group : provider.path("quota_groups")) {
        assertThat(group.isObject()).isTrue();
        assertThat(!group.has("remaining_percent") || group.path("remaining_percent").isNumber())
            .isTrue();
        if (group.has("reset_time")) {
          assertThat(group.path("reset_time").textValue())
              .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");
        }
      }
    }
    assertThat(json.path("summary").path("total_tokens").isIntegralNumber()).isTrue();
    assertThat(json.path("timestamp").isNumber()).isTrue();
    assertThat(json.toString()).doesNotContain("full_path");
  }

  @Test
  void aLongBodyComesInPiecesThatMakeUpTheWhole() throws Exception {
    for (int i = 0; i < 700; i++) {
      credential("c" + i);
    }
    serve("c5", 2);
    var pages =
        stats.pages(
            Optional.empty(), Optional.empty(), Detail.FULL, clock.instant(), Optional.empty());
    var joined = new ByteArrayOutputStream();
    int count = 0;
    for (byte[] page = pages.next(); page != null; page = pages.next()) {
      assertThat(page.length).isPositive().isLessThan(2 * StatsPages.PAGE);
      joined.write(page);
      count++;
    }
    var whole = new ByteArrayOutputStream();
    var changesAt = stats.write(whole, Optional.empty(), Detail.FULL, clock.instant());

    assertThat(count).isGreaterThan(4);
    assertThat(joined.toByteArray()).isEqualTo(whole.toByteArray());
    assertThat(JsonBody.MAPPER.readTree(joined.toByteArray()).at("/providers/p/credentials"))
        .hasSize(700);
    assertThat(pages.changesAt()).isEqualTo(changesAt).isNotEqualTo(Instant.MAX);
    assertThat(pages.next()).isNull();
  }
}
