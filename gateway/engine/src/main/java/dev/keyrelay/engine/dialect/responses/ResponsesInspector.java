package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.EventInspector;
import dev.keyrelay.engine.dialect.wire.EventNames;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inspects streams of responses. */
public final class ResponsesInspector implements EventInspector {

  /**
   * Names that matter, for services that leave the event line out; deltas are told by their end.
   */
  private static final List<String> NAMES =
      List.of(
          "response.output_text.delta",
          "response.reasoning_summary_text.delta",
          "response.reasoning_text.delta",
          "response.function_call_arguments.delta",
          "response.refusal.delta",
          "response.output_item.added",
          "response.output_item.done",
          "response.content_part.added",
          "response.content_part.done",
          "response.output_text.done",
          "response.created",
          "response.in_progress",
          "response.queued",
          "response.completed",
          "response.incomplete",
          "response.failed",
          "error");

  private byte @Nullable [] created;
  private byte @Nullable [] last;
  private byte @Nullable [] failed;
  private long sent;
  private boolean ended;

  @Override
  public Meaning inspect(SseEvent event) {
    var meaning = meaning(event);
    // Errors are told by the gateway, in their place.
    if (meaning != Meaning.ERROR) {
      sent++;
    }
    return meaning;
  }

  private Meaning meaning(SseEvent event) {
    return switch (EventNames.of(event, NAMES)) {
      case "response.created" -> {
        created = event.data();
        yield Meaning.NOISE;
      }
      case "response.in_progress",
          "response.queued",
          "response.output_item.added",
          "response.content_part.added",
          "response.reasoning_summary_part.added",
          "" ->
          Meaning.NOISE;
      case "response.completed", "response.incomplete" -> {
        last = event.data();
        ended = true;
        yield Meaning.TERMINAL;
      }
      case "response.failed" -> {
        last = event.data();
        failed = failed == null ? event.data() : failed;
        yield Meaning.ERROR;
      }
      case "error" -> {
        failed = event.data();
        yield Meaning.ERROR;
      }
      default ->
          event.name().startsWith("response.") || event.name().isEmpty()
              ? Meaning.CONTENT
              : Meaning.NOISE;
    };
  }

  @Override
  public Optional<TokenUsage> usage() {
    return last == null
        ? Optional.empty()
        : AnswerFacts.read(Dialect.OPENAI_RESPONSES, last).usage();
  }

  @Override
  public boolean complete() {
    return ended && failed == null;
  }

  @Override
  public Optional<String> answerId() {
    return Optional.ofNullable(created).flatMap(ResponseIds::of);
  }

  @Override
  public Optional<byte[]> error() {
    return Optional.ofNullable(failed).map(ErrorPayload::of);
  }

  @Override
  public List<SseEvent> missingEnd() {
    return List.of();
  }

  @Override
  public List<SseEvent> failure(ClientError error) {
    return ResponsesErrors.events(error, head(), sent);
  }

  private ResponseHead head() {
    if (created == null) {
      return ResponseHead.UNKNOWN;
    }
    try {
      JsonNode response = JsonBody.MAPPER.readTree(created).path("response");
      return new ResponseHead(
          response.path("id").asText(ResponseHead.UNKNOWN.id()),
          response.path("created_at").asLong(),
          response.path("model").asText(""),
          response instanceof ObjectNode told ? RepeatedFields.of(told) : Trees.object());
    } catch (IOException notJson) {
      return ResponseHead.UNKNOWN;
    }
  }
}
