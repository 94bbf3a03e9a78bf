package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Codec.EventDecoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ErrorPayload;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decodes a stream of message events. */
final class MessageEventReader implements EventDecoder {

  private final Drops drops;
  private final BlocksReader blocks;
  private boolean started;
  private boolean over;
  private @Nullable TokenUsage usage;
  private @Nullable Stop stop;

  MessageEventReader(Drops drops) {
    this.drops = drops;
    this.blocks = new BlocksReader(drops);
  }

  @Override
  public List<ChatEvent> decode(SseEvent event) {
    if (over) {
      return List.of();
    }
    JsonNode payload;
    try {
      payload = JsonBody.MAPPER.readTree(event.data());
    } catch (IOException broken) {
      return fail(event.data());
    }
    String type = payload.path("type").asText(event.name());
    var out = new ArrayList<ChatEvent>();
    switch (type) {
      case "message_start" -> start(payload.path("message"), out);
      case "content_block_start" ->
          blocks.start(payload.path("index").asInt(), payload.path("content_block"), out);
      case "content_block_delta" ->
          blocks.delta(payload.path("index").asInt(), payload.path("delta"), out);
      case "content_block_stop" -> blocks.stop(payload.path("index").asInt(), out);
      case "message_delta" -> {
        if (payload.path("delta").hasNonNull("stop_reason")) {
          stop = StopReasons.read(payload.get("delta"));
          StopReasons.dropDetails(payload.get("delta"), drops);
          drops.addIf(payload.get("delta").hasNonNull("container"), "container");
        }
        count(payload.path("usage"));
      }
      case "message_stop" -> finish(out);
      case "error" -> {
        return fail(event.data());
      }
      default -> {}
    }
    return out;
  }

  /** A second beginning says nothing. */
  private void start(JsonNode message, List<ChatEvent> out) {
    count(message.path("usage"));
    if (!started) {
      started = true;
      out.add(
          new ChatEvent.Started(
              Optional.ofNullable(message.path("id").textValue()),
              message.path("model").asText(""),
              OptionalLong.empty(),
              Optional.ofNullable(usage)));
    }
  }

  /** Later counts are cumulative: they replace the earlier ones. */
  private void count(JsonNode counts) {
    if (counts.isObject()) {
      var told = UsageReading.of(Dialect.ANTHROPIC_MESSAGES, counts);
      TokenUsage before = usage;
      usage =
          told.map(t -> before == null ? t : AnthropicInspector.later(before, t)).orElse(before);
    }
  }

  private List<ChatEvent> fail(byte[] payload) {
    over = true;
    return List.of(ErrorPayload.failed(payload));
  }

  @Override
  public List<ChatEvent> end() {
    var out = new ArrayList<ChatEvent>();
    if (!over && stop != null) {
      finish(out);
    }
    return out;
  }

  private void finish(List<ChatEvent> out) {
    over = true;
    blocks.stopAll(out);
    var why = stop == null ? Stop.of(Stop.Reason.END) : stop;
    StopReasons.refusal(why)
        .ifPresent(
            refusal -> {
              out.add(new ChatEvent.PartOpened(0, refusal));
              out.add(new ChatEvent.PartClosed(0));
            });
    out.add(new ChatEvent.CandidateFinished(0, why));
    if (usage != null) {
      out.add(new ChatEvent.Usage(usage));
    }
    out.add(new ChatEvent.Finished());
  }
}
