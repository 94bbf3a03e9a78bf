package dev.keyrelay.engine.dialect.anthropic;

import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.dialect.wire.EventNames;
import dev.keyrelay.engine.dialect.wire.KeyCursor;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inspects streams of messages. */
public final class AnthropicInspector implements EventInspector {

  private static final List<String> NAMES =
      List.of(
          "content_block_delta",
          "content_block_start",
          "content_block_stop",
          "message_start",
          "message_delta",
          "message_stop",
          "ping",
          "error");

  private byte @Nullable [] begin;
  private byte @Nullable [] latest;
  private byte @Nullable [] failed;
  private boolean reasonTold;
  private boolean stopped;

  @Override
  public Meaning inspect(SseEvent event) {
    return switch (EventNames.of(event, NAMES)) {
      case "content_block_delta" -> Meaning.CONTENT;
      case "content_block_start" -> opensEmptyBlock(event.data()) ? Meaning.NOISE : Meaning.CONTENT;
      case "message_start" -> {
        begin = event.data();
        yield Meaning.NOISE;
      }
      case "message_delta" -> {
        latest = event.data();
        reasonTold |= tellsReason(event.data());
        yield Meaning.CONTENT;
      }
      case "message_stop" -> {
        stopped = true;
        yield Meaning.TERMINAL;
      }
      case "error" -> {
        failed = event.data();
        yield Meaning.ERROR;
      }
      default -> Meaning.NOISE;
    };
  }

  private static boolean opensEmptyBlock(byte[] data) {
    var key = new KeyCursor(data);
    while (key.next()) {
      if (key.depth() == 2 && key.is("type")) {
        return key.valueIs("text") || key.valueIs("thinking");
      }
    }
    return true;
  }

  private static boolean tellsReason(byte[] data) {
    var key = new KeyCursor(data);
    while (key.next()) {
      if (key.depth() == 2 && key.is("stop_reason") && key.hasValue()) {
        return true;
      }
    }
    return false;
  }

  /** Counts of a later event replace those of {@code message_start}, where it states them. */
  @Override
  public Optional<TokenUsage> usage() {
    var first = read(begin);
    var last = read(latest);
    return last.isEmpty()
        ? first
        : Optional.of(first.map(f -> later(f, last.get())).orElse(last.get()));
  }

  private static Optional<TokenUsage> read(byte @Nullable [] event) {
    return event == null
        ? Optional.empty()
        : AnswerFacts.read(Dialect.ANTHROPIC_MESSAGES, event).usage();
  }

  static TokenUsage later(TokenUsage first, TokenUsage last) {
    return new TokenUsage(
        stated(last.uncachedInput(), first.uncachedInput()),
        stated(last.cachedInput(), first.cachedInput()),
        stated(last.cacheWriteInput(), first.cacheWriteInput()),
        stated(last.output(), first.output()),
        stated(last.reasoning(), first.reasoning()),
        last.costUsd().isPresent() ? last.costUsd() : first.costUsd(),
        false,
        new TokenUsage.Apart(
            stated(last.apart().hourWrites(), first.apart().hourWrites()),
            0,
            0,
            stated(last.apart().toolCalls(), first.apart().toolCalls()),
            stated(last.apart().searches(), first.apart().searches())));
  }

  private static long stated(long last, long first) {
    return last > 0 ? last : first;
  }

  @Override
  public boolean complete() {
    return failed == null && (stopped || reasonTold);
  }

  @Override
  public Optional<byte[]> error() {
    return Optional.ofNullable(failed).map(ErrorPayload::of);
  }

  @Override
  public List<SseEvent> missingEnd() {
    return complete() && !stopped ? List.of(AnthropicErrors.STOP) : List.of();
  }

  @Override
  public List<SseEvent> failure(ClientError error) {
    return AnthropicErrors.SHAPE.events(error);
  }
}
