package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.tui.Talk.Question;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What connects a command that runs with the talk on the screen. */
final class TalkLine implements House.Listener {

  private final long id;
  private final Consumer<UnaryOperator<State>> update;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final PrintWriter out = new PrintWriter(new Lines(), true);

  TalkLine(long id, Consumer<UnaryOperator<State>> update) {
    this.id = id;
    this.update = update;
  }

  /** The user's answer to the question. */
  void answer(String text) {
    answers.add(text);
  }

  /** The command has ended. */
  void ended() {
    out.flush();
    change(Talk::ended);
  }

  private void change(UnaryOperator<Talk> change) {
    update.accept(
        state ->
            state
                .dialog()
                .filter(dialog -> dialog instanceof Talk talk && talk.id() == id)
                .map(dialog -> state.withDialog(change.apply((Talk) dialog)))
                .orElse(state));
  }

  @Override
  public PrintWriter out() {
    return out;
  }

  @Override
  public Optional<String> answer(String question, boolean secret) {
    change(talk -> talk.asked(Optional.of(new Question(question, secret))));
    try {
      return Optional.of(answers.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      change(talk -> talk.asked(Optional.empty()));
      return Optional.empty();
    }
  }

  /** Shows whole lines as they come. */
  private final class Lines extends Writer {

    private final StringBuilder begun = new StringBuilder();

    @Override
    public void write(char[] text, int offset, int length) {
      begun.append(text, offset, length);
    }

    @Override
    public void flush() {
      var whole = new ArrayList<String>();
      for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n")) {
        whole.add(begun.substring(0, end).stripTrailing());
        begun.delete(0, end + 1);
      }
      if (!whole.isEmpty()) {
        change(talk -> talk.printed(List.copyOf(whole)));
      }
    }

    @Override
    public void close() {
      flush();
    }
  }
}
