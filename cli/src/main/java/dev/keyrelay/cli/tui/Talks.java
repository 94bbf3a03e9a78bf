package dev.keyrelay.cli.tui;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The command that talks with the user, one at a time, on a thread of its own. */
final class Talks {

  private final House house;
  private final Consumer<UnaryOperator<State>> update;
  private final Runnable afterwards;
  private long begun;
  private Optional<Under> under = Optional.empty();

  /** A talk under way. */
  private record Under(TalkLine line, Thread thread) {}

  /**
   * None yet.
   *
   * @param afterwards what is due when a command has ended
   */
  Talks(House house, Consumer<UnaryOperator<State>> update, Runnable afterwards) {
    this.house = house;
    this.update = update;
    this.afterwards = afterwards;
  }

  /** Shows a talk, and runs its command. One that is under way is broken off. */
  synchronized void begin(String title, List<String> arguments) {
    hangUp();
    long id = ++begun;
    var line = new TalkLine(id, update);
    update.accept(state -> state.withDialog(Talk.of(title, id)));
    Thread thread =
        Thread.ofVirtual()
            .name("talk")
            .start(
                () -> {
                  house.run(arguments, line);
                  line.ended();
                  if (!Thread.currentThread().isInterrupted()) {
                    afterwards.run();
                  }
                });
    under = Optional.of(new Under(line, thread));
  }

  synchronized void answer(String text) {
    under.ifPresent(one -> one.line().answer(text));
  }

  /** Breaks it off; nobody reads what it prints from now on. */
  synchronized void hangUp() {
    under.ifPresent(one -> one.thread().interrupt());
    under = Optional.empty();
  }
}
