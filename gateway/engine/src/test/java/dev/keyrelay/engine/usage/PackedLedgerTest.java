package dev.keyrelay.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;
import dev.keyrelay.engine.usage.Outcome.Result;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Packing books changes nothing that anybody can see. */
class PackedLedgerTest {

  private static final WindowRule TOKENS =
      new WindowRule(
          "tokens",
          new Period.Daily(4),
          Unit.TOKENS,
          WindowRule.Span.QUOTA_SCOPE,
          false,
          OptionalLong.of(5_000));
  private static final WindowRule OWN =
      new WindowRule(
          "own",
          new Period.Rolling(Duration.ofHours(2)),
          Unit.REQUESTS,
          WindowRule.Span.CREDENTIAL,
          false,
          OptionalLong.of(9));
  private static final List<WindowRule> RULES = List.of(WindowRule.DAILY, TOKENS, OWN);

  private static final class Rules implements UsageRules {
    private List<WindowRule> windows = RULES;

    @Override
    public List<WindowRule> windows(String provider, String credential) {
      return windows;
    }

    @Override
    public boolean isQuotaGroup(String provider, String name) {
      return name.startsWith("g");
    }
  }

  private ManualClock clock = new ManualClock();
  private final Rules rules = new Rules();
  private final UsagePrices prices =
      (_, model, usage, _) ->
          model.equals("m0")
              ? OptionalDouble.empty()
              : OptionalDouble.of(usage.total() * 0.37 / 1_000);
  private Ledger roomy = new Ledger(rules, prices);
  private Ledger packing = new Ledger(rules, prices, 1);

  private Subject subject(Random random) {
    int model = random.nextInt(6);
    return new Subject(
        "p",
        "c" + random.nextInt(2),
        "m" + model,
        model < 3 ? Optional.of("g" + model % 2) : Optional.empty());
  }

  private Outcome outcome(Random random) {
    var result = Result.values()[random.nextInt(4)];
    var kinds = FailureKind.values();
    var usage =
        new TokenUsage(
            random.nextInt(200),
            random.nextInt(3) * 1_000_000_000_000L,
            0,
            random.nextInt(400),
            random.nextInt(2),
            random.nextInt(5) == 0 ? OptionalDouble.of(0.1) : OptionalDouble.empty(),
            random.nextBoolean(),
            new TokenUsage.Apart(0, 0, 0, random.nextInt(3)));
    return new Outcome(
        subject(random),
        result,
        result == Result.FAILED
            ? Optional.of(kinds[random.nextInt(kinds.length)])
            : Optional.empty(),
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(usage),
        clock.instant());
  }

  private QuotaReading reading(Random random) {
    var about = List.of("m1", "m4", "g0", Ledger.WHOLE_CREDENTIAL);
    var windows = List.of("daily", "tokens", "5h", "requests_per_minute");
    return new QuotaReading(
        about.get(random.nextInt(4)),
        windows.get(random.nextInt(4)),
        random.nextBoolean() ? OptionalLong.of(random.nextInt(50)) : OptionalLong.empty(),
        random.nextBoolean() ? OptionalLong.of(random.nextInt(50)) : OptionalLong.empty(),
        random.nextBoolean()
            ? OptionalDouble.of(random.nextInt(11) / 10.0)
            : OptionalDouble.empty(),
        random.nextBoolean()
            ? Optional.of(clock.instant().plusSeconds(random.nextInt(9_000)))
            : Optional.empty(),
        random.nextInt(6) == 0,
        Optional.empty());
  }

  private Consumer<Ledger> step(Random random) {
    Instant now = clock.instant();
    switch (1 + random.nextInt(8)) {
      case 1 -> {
        clock.advance(Duration.ofMinutes(random.nextInt(400)));
        return _ -> {};
      }
      case 2, 3 -> {
        String credential = "c" + random.nextInt(2);
        var readings = List.of(reading(random), reading(random));
        return ledger -> ledger.apply("p", credential, readings, now);
      }
      case 4 -> {
        var subject = subject(random);
        return ledger -> ledger.begin(subject, now);
      }
      case 5 -> {
        var subject = subject(random);
        return ledger -> ledger.abandon(subject);
      }
      default -> {
        var outcome = outcome(random);
        return ledger -> {
          ledger.begin(outcome.subject(), now);
          ledger.record(outcome);
        };
      }
    }
  }

  /** Without windows that are only there because somebody asked for them. */
  private Optional<CredentialUsage> seen(Ledger ledger, String credential) {
    return ledger
        .usage("p", credential, clock.instant())
        .map(
            usage ->
                new CredentialUsage(
                    touched(usage.own()), touched(usage.models()), touched(usage.quotaGroups())));
  }

  private static Map<String, ScopeUsage> touched(Map<String, ScopeUsage> books) {
    var touched = new TreeMap<>(books);
    touched.replaceAll((_, book) -> touched(book));
    return touched;
  }

  private static ScopeUsage touched(ScopeUsage book) {
    return new ScopeUsage(
        book.totals(),
        book.windows().stream()
            .filter(window -> window.maxRecorded() > 0 || window.state().toldAt().isPresent())
            .toList());
  }

  private List<WindowState> telling(Ledger ledger, Subject subject) {
    return ledger.windows(subject, clock.instant()).stream()
        .filter(
            window ->
                window.used() > 0
                    || window.limit().isPresent()
                    || window.endsAt().isPresent()
                    || window.toldAt().isPresent())
        .toList();
  }

  /** The rows of a ledger, as the store has them. */
  private static final class Rows implements Section.Sink {
    private final Map<StateKey, ObjectNode> rows = new HashMap<>();

    @Override
    public void put(StateKey key, ObjectNode row) {
      rows.put(key, row);
    }

    @Override
    public void remove(StateKey key) {
      rows.remove(key);
    }
  }

  @Property(tries = 150)
  void aLedgerThatPacksEverythingCountsAsOneThatPacksNothing(@ForAll long seed) {
    var random = new Random(seed);
    clock = new ManualClock();
    rules.windows = RULES.subList(0, random.nextInt(4));
    roomy = new Ledger(rules, prices);
    packing = new Ledger(rules, prices, 1);
    var kept = new Rows();
    for (int i = 0; i < 60; i++) {
      var step = step(random);
      step.accept(roomy);
      step.accept(packing);
      for (String credential : List.of("c0", "c1")) {
        assertThat(seen(packing, credential)).isEqualTo(seen(roomy, credential));
      }
      var subject = subject(random);
      assertThat(telling(packing, subject)).isEqualTo(telling(roomy, subject));
      assertThat(packing.requests(subject, clock.instant()))
          .isEqualTo(roomy.requests(subject, clock.instant()));
      if (random.nextInt(8) == 0) {
        new LedgerSection(packing).drain(kept);
      }
    }
    new LedgerSection(packing).drain(kept);
    assertWhatIsKeptIs(kept.rows);
  }

  private void assertWhatIsKeptIs(Map<StateKey, ObjectNode> rows) {
    var next = new Ledger(rules, prices, 1);
    rows.forEach(new LedgerSection(next)::load);
    for (var key : rows.keySet()) {
      var before = seen(roomy, key.credential()).orElseThrow();
      var after = seen(next, key.credential()).orElseThrow();
      assertThat(after.own().totals()).isEqualTo(before.own().totals());
      assertThat(used(after.models())).isEqualTo(used(before.models()));
      assertThat(used(after.quotaGroups())).isEqualTo(used(before.quotaGroups()));
    }
  }

  /** Those of which something was counted. */
  private static Map<String, Usage> used(Map<String, ScopeUsage> books) {
    var used = new TreeMap<String, Usage>();
    books.forEach((name, book) -> used.put(name, book.totals()));
    used.values().removeIf(usage -> usage.requests() == 0);
    return used;
  }

  @Test
  void threadsThatOpenAndPackOneAnothersBooksLoseNothing() throws Exception {
    int threads = 4;
    int each = 5_000;
    var ledger = new Ledger(UsageRules.DEFAULT, UsagePrices.UNKNOWN, 2);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var work = new ArrayList<Future<?>>();
      for (int thread = 0; thread < threads; thread++) {
        var random = new Random(thread);
        work.add(pool.submit(() -> count(ledger, random, each)));
      }
      for (var done : work) {
        done.get();
      }
    }
    long credentials = 0;
    long models = 0;
    for (int i = 0; i < 2; i++) {
      var usage = ledger.usage("p", "c" + i, clock.instant()).orElseThrow();
      credentials += usage.own().totals().requests();
      models += usage.models().values().stream().mapToLong(book -> book.totals().requests()).sum();
    }
    assertThat(credentials).isEqualTo((long) threads * each);
    assertThat(models).isEqualTo((long) threads * each);
  }

  private void count(Ledger ledger, Random random, int times) {
    for (int i = 0; i < times; i++) {
      var subject = subject(random);
      ledger.begin(subject, clock.instant());
      ledger.record(
          new Outcome(
              subject,
              Result.SUCCEEDED,
              Optional.empty(),
              Optional.of(TokenUsage.of(1, 1)),
              clock.instant()));
    }
  }

  @Test
  void aBookIsPackedIntoLessThanAHundredBytesAndComesBackWhole() throws Exception {
    var row =
        JsonBody.MAPPER.readTree(
            """
            {"requests":381,"successes":377,"cancelled":1,"uncached_input":309753,"output":80391,
             "first_used":1795310000123,"last_used":1795319999456,"cost_usd":0.11811,
             "failures":{"OVERLOADED":2,"RATE_LIMITED":1},
             "windows":{"daily":{"requests":31,"successes":31,"uncached_input":30975,"output":8039,
             "first_used":1795310000123,"last_used":1795319999456,"cost_usd":0.0111,
             "started_at":1795310000123,"ends_at":1795396400123,"used":31,"max_recorded":44,
             "max_recorded_at":1795319999456,"limit":9000000000,"fraction":0.25,
             "exhausted":true,"end_told":true,"told_at":1795319999999}}}
            """);
    var known = new KnownRules();
    var book = new Book(Counted.MODEL, "m");
    BookJson.read(book, row, RULES);

    byte[] packed = PackedBook.of(book, known);

    assertThat(packed).isNotNull().hasSizeLessThan(100);
    var again = PackedBook.open(packed, Counted.MODEL, "m", known);
    assertThat(BookJson.write(again)).isEqualTo(BookJson.write(book));
    assertThat(again.all()[0].rule).isEqualTo(WindowRule.DAILY);
  }

  @Test
  void aBookWhoseWindowHasNoNumberStaysOpen() {
    var known = new KnownRules();
    for (int i = 0; i < KnownRules.MOST; i++) {
      known.number(WindowRule.DAILY.limitedTo(i));
    }
    var book = new Book(Counted.MODEL, "m");
    book.added(new Window(TOKENS));

    assertThat(PackedBook.of(book, known)).isNull();
    assertThat(known.number(WindowRule.DAILY.limitedTo(7))).isEqualTo(7);
  }
}
