package dev.keyrelay.cli.tui;

import dev.tamboui.terminal.Frame;
import dev.tamboui.tui.TuiConfig;
import dev.tamboui.tui.TuiRunner;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.ResizeEvent;
import dev.tamboui.tui.event.TickEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The terminal UI on the terminal of this process. */
public final class TerminalUi {

  private static final Duration TICK = Duration.ofMillis(250);

  private final InstantSource clock;
  private final boolean colours;
  private final AtomicReference<State> state;
  private final LogTail log = new LogTail();
  private final RealErrands errands;
  private final Desk desk;
  private Optional<TuiRunner> runner = Optional.empty();

  /**
   * A UI that is not shown yet.
   *
   * @param colours whether the user wants any
   */
  public TerminalUi(House house, InstantSource clock, boolean colours) {
    this.colours = colours;
    this.clock = clock;
    this.state = new AtomicReference<>(State.of(Facts.NONE, clock.instant()));
    this.errands = new RealErrands(house, clock, this::update, this::stop, this::copy);
    this.desk = new Desk(errands);
  }

  /** Shows it until the user leaves; then the gateway of this process has stopped. */
  public void show() throws Exception {
    PrintStream err = System.err;
    // Log lines must not run through the screen.
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      errands.readFacts();
      screen();
    } finally {
      errands.close();
      System.setErr(err);
    }
  }

  private void screen() throws Exception {
    var config = TuiConfig.builder().tickRate(TICK).pollTimeout(TICK).mouseCapture(false).build();
    try (TuiRunner shown = TuiRunner.create(config)) {
      runner = Optional.of(shown);
      shown.run(this::handle, this::paint);
    } finally {
      runner = Optional.empty();
    }
  }

  private void paint(Frame frame) {
    Painter.paint(frame, state.get());
    if (!colours) {
      Look.colourless(frame.buffer());
    }
  }

  private boolean handle(Event event, TuiRunner shown) {
    switch (event) {
      case KeyEvent key -> update(before -> desk.key(before, key));
      case TickEvent _ ->
          update(
              before -> before.withLive(errands.live(before.live(), log.lines()), clock.instant()));
      case ResizeEvent _ -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  private synchronized void update(UnaryOperator<State> change) {
    state.set(change.apply(state.get()));
  }

  private void stop() {
    runner.ifPresent(TuiRunner::quit);
  }

  /** By OSC 52, which reaches the terminal's clipboard through SSH, too. */
  private void copy(String text) {
    runner.ifPresent(shown -> shown.runOnRenderThread(() -> copy(shown, text)));
  }

  private static void copy(TuiRunner shown, String text) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    try {
      shown.backend().writeRaw("\u001B]52;c;" + encoded + "\u0007");
      shown.backend().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
