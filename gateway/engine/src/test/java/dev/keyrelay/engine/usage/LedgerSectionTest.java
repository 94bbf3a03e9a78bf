package dev.keyrelay.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.state.StateKey;
import dev.keyrelay.engine.usage.Outcome.Result;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerSectionTest {

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void everyCountAndWindowOutlivesTheProcess() {
    var before = new Ledger(UsageRules.DEFAULT, (_, _, _, _) -> OptionalDouble.of(0.25));
    var subject = new Subject("p", "c", "vendor/model:free", Optional.of("g"));
    try (var state = SqliteState.open(folder, clock)) {
      state.register(new LedgerSection(before));
      before.record(
          new Outcome(
              subject,
              Result.SUCCEEDED,
              Optional.empty(),
              Optional.of(
                  new TokenUsage(1, 2, 3, 4, 2, OptionalDouble.empty(), false)
                      .with(new TokenUsage.Apart(0, 0, 0, 7))),
              clock.instant()));
      state.flush();
      clock.advance(Duration.ofMinutes(1));
      before.record(
          new Outcome(
              subject,
              Result.FAILED,
              Optional.of(FailureKind.OVERLOADED),
              Optional.empty(),
              clock.instant()));
      before.apply(
          "p",
          "c",
          List.of(
              new QuotaReading(
                  Ledger.WHOLE_CREDENTIAL,
                  "5h",
                  OptionalLong.of(100),
                  OptionalLong.of(30),
                  OptionalDouble.of(0.7),
                  Optional.of(clock.instant().plusSeconds(999)),
                  true,
                  Optional.empty())),
          clock.instant());
    }
    var after = new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN);
    try (var state = SqliteState.open(folder, clock)) {
      state.register(new LedgerSection(after));
    }
    assertThat(after.usage("p", "c", clock.instant()))
        .isEqualTo(before.usage("p", "c", clock.instant()));
    assertThat(after.usage("p", "c", clock.instant()).orElseThrow().models())
        .containsOnlyKeys("vendor/model:free");
  }

  @Test
  void moreChangesThanAreWrittenAtOnceAreAllKeptByOneFlush() {
    int credentials = Section.MANY + 100;
    var before = new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN);
    var after = new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN);
    for (int i = 0; i < credentials; i++) {
      before.record(
          new Outcome(
              new Subject("p", "c" + i, "m", Optional.empty()),
              Result.SUCCEEDED,
              Optional.empty(),
              Optional.empty(),
              clock.instant()));
    }
    try (var state = SqliteState.open(folder, clock)) {
      state.register(new LedgerSection(before));
      state.flush();
      var rows = new int[1];
      new LedgerSection(before)
          .drain(
              new Section.Sink() {
                @Override
                public void put(StateKey key, ObjectNode row) {
                  rows[0]++;
                }

                @Override
                public void remove(StateKey key) {}
              });
      assertThat(rows[0]).isZero();
    }
    try (var state = SqliteState.open(folder, clock)) {
      state.register(new LedgerSection(after));
    }
    assertThat(after.models("p")).isEqualTo(credentials);
    for (int i = 0; i < credentials; i++) {
      assertThat(after.usage("p", "c" + i, clock.instant()))
          .isEqualTo(before.usage("p", "c" + i, clock.instant()));
    }
  }

  @Test
  void theOriginalsFileIsTakenOverOnce() throws Exception {
    var file = JsonBody.MAPPER.readTree(ORIGINAL);
    var now = Instant.ofEpochSecond(1795227900);
    var ledger = new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN);
    var imported = new OriginalUsage(ledger);
    var report =
        imported.read(
            "foo",
            file,
            (_, accessor) ->
                accessor.equals("key-one-111111111") ? Optional.of("c1") : Optional.empty(),
            now);
    assertThat(report.credentials()).isEqualTo(1);
    assertThat(report.unknown()).isEqualTo(1);
    assertThat(report.cooldowns())
        .containsExactly(
            new OriginalUsage.OldCooldown(
                "foo",
                "c1",
                Optional.of("real-1"),
                "rate_limit",
                Instant.ofEpochSecond(1795227956)));
    var usage = ledger.usage("foo", "c1", now).orElseThrow();
    assertThat(usage.own().totals().requests()).isEqualTo(11);
    assertThat(usage.own().totals().successes()).isEqualTo(9);
    assertThat(usage.own().totals().costUsd()).isEmpty();
    var window = usage.models().get("real-1").windows().getFirst();
    assertThat(window.state().used()).isEqualTo(3);
    assertThat(window.usage().cachedInput()).isEqualTo(3);
    assertThat(window.state().endsAt()).contains(Instant.ofEpochSecond(1795314296));

    assertThat(imported.read("foo", file, (_, _) -> Optional.of("c1"), now).present()).isEqualTo(2);
    assertThat(ledger.usage("foo", "c1", now).orElseThrow()).isEqualTo(usage);
  }

  @Test
  void importedKeysAreNeverKept() throws Exception {
    try (var state = SqliteState.open(folder, clock)) {
      var ledger = new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN);
      state.register(new LedgerSection(ledger));
      new OriginalUsage(ledger)
          .read(
              "foo",
              JsonBody.MAPPER.readTree(ORIGINAL),
              (_, _) -> Optional.of("c1"),
              clock.instant());
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain("key-one")
            .doesNotContain("key-two");
      }
    }
  }

  @Test
  void anOlderSchemaIsRefusedWithAWayOut() {
    var imported = new OriginalUsage(new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN));
    assertThatThrownBy(
            () ->
                imported.read(
                    "foo",
                    JsonBody.MAPPER.createObjectNode().put("schema_version", 1),
                    (_, _) -> Optional.empty(),
                    clock.instant()))
        .hasMessageContaining("schema_version: 1 (expected: 2)");
  }

  private static final String ORIGINAL =
      """
      {"schema_version": 2, "credentials": {
        "bccdf456e3e9": {"provider": "foo", "accessor": "key-one-111111111",
          "model_usage": {"foo/real-1": {
            "windows": {"daily": {"request_count": 3, "success_count": 2, "failure_count": 1,
              "prompt_tokens": 7, "completion_tokens": 3, "thinking_tokens": 1, "output_tokens": 4,
              "prompt_tokens_cache_read": 3, "prompt_tokens_cache_write": 0, "total_tokens": 14,
              "approx_cost": 0.0, "started_at": 1795227896.0, "reset_at": 1795314296.0,
              "limit": null, "max_recorded_requests": 3, "max_recorded_at": 1795227896.0,
              "first_used_at": 1795227896.0, "last_used_at": 1795227896.0}},
            "totals": {"request_count": 11, "success_count": 9}}},
          "group_usage": {},
          "totals": {"request_count": 11, "success_count": 9, "approx_cost": 0.0},
          "cooldowns": {
            "foo/real-1": {"reason": "rate_limit", "until": 1795227956.0, "source": "error"},
            "foo/old": {"reason": "rate_limit", "until": 1795000000.0, "source": "error"}}},
        "0123456789ab": {"provider": "foo", "accessor": "key-two-222222222",
          "totals": {"request_count": 1, "success_count": 1}}},
       "accessor_index": {"key-one-111111111": "bccdf456e3e9"}}
      """;
}
