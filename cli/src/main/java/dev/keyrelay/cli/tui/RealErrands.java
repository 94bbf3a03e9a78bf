package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.EnvFile;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.ProviderPolicies;
import dev.keyrelay.engine.models.ListedModel;
import dev.keyrelay.engine.models.ModelLists;
import dev.keyrelay.spi.Enrolment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Errands on threads of their own, one after the other; their outcome is a change of the state. */
final class RealErrands implements Errands, AutoCloseable {

  private static final Duration STANDING_AGE = Duration.ofSeconds(3);
  private static final Duration ELSEWHERE_AGE = Duration.ofSeconds(8);

  private final House house;
  private final InstantSource clock;
  private final Consumer<UnaryOperator<State>> update;
  private final Runnable stop;
  private final Consumer<String> clipboard;
  private final Talks talks;
  private final ExecutorService queue =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("errands").factory());

  private volatile Optional<LiveGateway> running = Optional.empty();
  private volatile Standing standing = Standing.UNKNOWN;
  private volatile Optional<Elsewhere> elsewhere = Optional.empty();
  private volatile Instant asked = Instant.MIN;
  private volatile Facts facts = Facts.NONE;

  RealErrands(
      House house,
      InstantSource clock,
      Consumer<UnaryOperator<State>> update,
      Runnable stop,
      Consumer<String> clipboard) {
    this.house = house;
    this.clock = clock;
    this.update = update;
    this.stop = stop;
    this.clipboard = clipboard;
    this.talks = new Talks(house, update, this::factsAfterTalk);
  }

  private void later(Runnable errand) {
    try {
      queue.execute(
          () -> {
            try {
              errand.run();
            } catch (RuntimeException e) {
              say(String.valueOf(e.getMessage()));
            }
          });
    } catch (RejectedExecutionException _) {
      // The UI has been left; nobody waits for what a command that ends now found.
    }
  }

  private void say(String sentence) {
    update.accept(state -> state.withNotice(sentence));
  }

  /** Reads the home folder anew. */
  void readFacts() {
    later(
        () -> {
          try (Installation installation = house.open()) {
            Facts read = Facts.of(installation);
            facts = read;
            update.accept(state -> state.withFacts(read));
          }
        });
  }

  /** Reads the home folder anew, and chooses the credential that is new. */
  private void factsAfterTalk() {
    Facts before = facts;
    readFacts();
    later(() -> update.accept(state -> state.withNewest(before)));
  }

  @Override
  public void startGateway() {
    later(
        () -> {
          update.accept(state -> state.withStatus(Live.Status.STARTING));
          try {
            running = Optional.of(new LiveGateway(house.start(), clock));
            elsewhere = Optional.empty();
            asked = Instant.MIN;
            say("The gateway runs; it stops when you leave.");
          } catch (RuntimeException e) {
            update.accept(state -> state.withLive(Live.STOPPED, clock.instant()));
            throw e;
          }
        });
  }

  @Override
  public void stopGateway() {
    later(this::stopNow);
  }

  private void stopNow() {
    Optional<LiveGateway> stopped = running;
    running = Optional.empty();
    stopped.ifPresent(one -> one.gateway().close());
    update.accept(state -> state.withLive(Live.STOPPED, clock.instant()));
  }

  /** The gateway as it is now; as it was, while it starts or stops. */
  Live live(Live before, List<String> log) {
    return switch (before.status()) {
      case STARTING, RUNNING -> running.map(one -> live(one, log)).orElse(before);
      case STOPPING -> before;
      case STOPPED, ELSEWHERE, CLOSED -> {
        // One that was started meanwhile is no longer elsewhere.
        if (running.isPresent()) {
          yield live(running.get(), log);
        }
        ask(ELSEWHERE_AGE, () -> elsewhere = Elsewhere.of(house.configuration()));
        yield elsewhere.map(Live::elsewhere).orElse(Live.STOPPED);
      }
    };
  }

  private Live live(LiveGateway watched, List<String> log) {
    ask(STANDING_AGE, () -> standing = watched.standing());
    return watched.live(standing, log);
  }

  /** Asks again, if the last time is longer ago. */
  private void ask(Duration age, Runnable question) {
    Instant now = clock.instant();
    if (asked.isBefore(now.minus(age))) {
      asked = now;
      Thread.ofVirtual().name("standing").start(question);
    }
  }

  @Override
  public void command(String title, List<String> arguments) {
    later(
        () -> {
          var text = new StringWriter();
          int exitCode = house.run(arguments, new PrintWriter(text));
          var lines = new ArrayList<>(text.toString().lines().toList());
          if (lines.isEmpty()) {
            lines.add(exitCode == 0 ? "Done." : "It did not work out.");
          }
          update.accept(state -> state.withDialog(new Dialog.Reading(title, lines, 0)));
          readFacts();
        });
  }

  @Override
  public void order(List<String> arguments) {
    later(
        () -> {
          var text = new StringWriter();
          house.run(arguments, new PrintWriter(text));
          say(text.toString().lines().filter(line -> !line.isBlank()).reduce("", (_, b) -> b));
          asked = Instant.MIN;
        });
  }

  @Override
  public void check(Draft draft) {
    later(
        () -> {
          var before = findings(Map.of());
          var values = new HashMap<String, String>();
          draft.values().forEach((name, value) -> values.put(name, value.orElse("")));
          var odd = new ArrayList<>(findings(values));
          odd.removeAll(before);
          update.accept(state -> state.draft().equals(draft) ? state.withChecks(odd) : state);
        });
  }

  private List<String> findings(Map<String, String> values) {
    try (Installation installation = house.open(values)) {
      return installation.findings().stream()
          .filter(finding -> finding.level() != Finding.Level.NOTE)
          .map(Finding::toString)
          .distinct()
          .toList();
    }
  }

  @Override
  public void add(String provider) {
    later(
        () -> {
          var by = new Dialog.AddBy(provider);
          List<String> ways = ways(provider);
          if (ways.size() < 2) {
            talks.begin(by.title(), List.of("credentials", "add", provider));
          } else {
            update.accept(state -> state.withDialog(new Dialog.Pick(by.title(), ways, "", 0, by)));
          }
        });
  }

  private List<String> ways(String provider) {
    try (Installation installation = house.open();
        Engine engine = installation.engine()) {
      return engine.enrolments().of(provider).map(Enrolment::ways).orElse(List.of()).stream()
          .map(Dialog.AddBy::option)
          .toList();
    }
  }

  @Override
  public void talk(String title, List<String> arguments) {
    later(() -> talks.begin(title, arguments));
  }

  @Override
  public void answer(String text) {
    talks.answer(text);
  }

  @Override
  public void hangUp() {
    talks.hangUp();
  }

  @Override
  public void copy(String text) {
    clipboard.accept(text);
  }

  @Override
  public void fetchModels() {
    later(
        () -> {
          try (Installation installation = house.open();
              Engine engine = installation.engine();
              ModelLists lists = lists(engine)) {
            var models = new TreeMap<String, List<String>>();
            engine.providers().keySet().forEach(id -> models.put(id, declared(engine, id)));
            for (ListedModel model : lists.all()) {
              models
                  .computeIfAbsent(model.provider(), _ -> new ArrayList<>())
                  .add(model.info().id());
            }
            Map<String, List<String>> all = Map.copyOf(models);
            long count = models.values().stream().mapToLong(List::size).sum();
            update.accept(state -> state.withModels(all).withNotice(Look.count(count, "model")));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static List<String> declared(Engine engine, String provider) {
    var names = new ArrayList<String>();
    engine.wiring().policies().of(provider).models().all().forEach(one -> names.add(one.name()));
    return names;
  }

  /** Everything that upstream has: what filters hide is shown, too. */
  private static ModelLists lists(Engine engine) {
    return new ModelLists(
        engine.providers(),
        ProviderPolicies::defaults,
        Duration.ofMinutes(1),
        engine.wiring().clock(),
        engine.wiring().accounts());
  }

  @Override
  public void write(Draft draft) {
    later(
        () -> {
          try {
            Path file = house.configuration().home().envFile();
            draft.applyTo(EnvFile.read(file)).write(file);
            update.accept(
                state ->
                    state
                        .withDraft(Draft.NONE)
                        .withChecks(List.of())
                        .withNotice("Written to " + file));
            apply(draft);
          } catch (IOException e) {
            say(".env was not written: " + e.getMessage());
          }
          readFacts();
        });
  }

  private void apply(Draft draft) {
    if (running.isEmpty()) {
      elsewhere.ifPresent(
          one -> say("Written to .env; " + one.address() + " takes up what needs no new start."));
      return;
    }
    running.get().gateway().follow(house.configuration());
    boolean again =
        draft.values().keySet().stream().anyMatch(name -> Effect.of(name, facts) == Effect.RESTART);
    if (again) {
      update.accept(
          state ->
              state.withDialog(
                  new Dialog.Confirm(
                      "Written",
                      "Some of it takes effect when the gateway starts again. Start it again now?",
                      new Dialog.StartAgain())));
    } else {
      say("Written to .env, and in effect.");
    }
  }

  @Override
  public void quit() {
    stop.run();
  }

  @Override
  public void close() {
    talks.hangUp();
    queue.shutdownNow();
    stopNow();
  }
}
