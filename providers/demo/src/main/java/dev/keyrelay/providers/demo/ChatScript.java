package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers OpenAI chat completions, as a stream if the request asks for one. Honours {@code n},
 * {@code max_tokens}, {@code max_completion_tokens}, {@code tools}, {@code tool_choice}, {@code
 * response_format} and {@code stream_options.include_usage}.
 *
 * @param text what to say; absent for an echo of the last message
 * @param reasoning what to think before, in {@code reasoning_content}; empty for nothing
 * @param cachedTokens the cached prompt tokens to state in the usage
 * @param pace how fast to say it
 * @param broken where and how to go wrong
 */
public record ChatScript(
    Optional<String> text,
    String reasoning,
    long cachedTokens,
    Pace pace,
    Optional<BreakPoint> broken)
    implements Script {

  /**
   * Where an answer goes wrong.
   *
   * @param afterEvents how many events a stream sends before; any other answer breaks in its middle
   * @param how what happens then
   */
  public record BreakPoint(int afterEvents, Break how) {}

  /** Says back what the last message said, at once. */
  public static ChatScript echo() {
    return new ChatScript(Optional.empty(), "", 0, Pace.IMMEDIATE, Optional.empty());
  }

  /** Says a text, at once. A word is one token and one event. */
  public static ChatScript saying(String text) {
    return new ChatScript(Optional.of(text), "", 0, Pace.IMMEDIATE, Optional.empty());
  }

  /** Says so many words, at once. */
  public static ChatScript tokens(int count) {
    return saying(Words.filler(count));
  }

  /** This answer with thoughts before it. */
  public ChatScript thinking(String thoughts) {
    return new ChatScript(text, thoughts, cachedTokens, pace, broken);
  }

  /** This answer with so many prompt tokens said to come from a cache. */
  public ChatScript cached(long tokens) {
    return new ChatScript(text, reasoning, tokens, pace, broken);
  }

  /** This answer as a stream of so many events a second. */
  public ChatScript perSecond(double tokens) {
    return new ChatScript(
        text, reasoning, cachedTokens, new Pace(pace.beforeFirstByte(), tokens), broken);
  }

  /** This answer after a pause before its first byte. */
  @Override
  public ChatScript after(Duration delay) {
    return new ChatScript(
        text, reasoning, cachedTokens, new Pace(delay, pace.tokensPerSecond()), broken);
  }

  /** This answer going wrong after so many events of its stream, or else in mid-body. */
  public ChatScript breaking(int afterEvents, Break how) {
    return new ChatScript(
        text, reasoning, cachedTokens, pace, Optional.of(new BreakPoint(afterEvents, how)));
  }

  @Override
  public void play(ReceivedRequest request, Answer answer) throws IOException {
    answer.pause(pace.beforeFirstByte());
    JsonNode json = request.json();
    if (!json.path("messages").isArray() || json.path("messages").isEmpty()) {
      answer.sendJson(
          400, ErrorShape.OPENAI.body(400, "messages: missing (expected: a list of messages)"));
      return;
    }
    var form = new ChatForm(request, ChatTurn.to(json, this));
    if (request.stream()) {
      new StreamedAnswer(pace, broken).play(form.events(), answer);
    } else {
      wholeAnswer(form, answer);
    }
  }

  private void wholeAnswer(ChatForm form, Answer answer) throws IOException {
    byte[] body = form.whole().toString().getBytes(StandardCharsets.UTF_8);
    StreamedAnswer.whole(body, broken.map(BreakPoint::how), answer);
  }

  /** The events of the stream that answers a request, for tests that compare bytes. */
  public List<byte[]> events(ReceivedRequest request) {
    return new ChatForm(request, ChatTurn.to(request.json(), this)).events();
  }
}
