package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.WireFormat;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.OutputForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One request between a client of one dialect and a provider of another: the provider's request,
 * and the way back for its answer or its stream. Made once per target; immutable, so that a request
 * may be tried with several credentials.
 */
public final class Translation {

  private final Codec client;
  private final BiFunction<JsonNode, Drops, ChatReply> reading;
  private final Function<Drops, Codec.EventDecoder> decoding;
  private final JsonBody request;
  private final List<String> dropped;
  private final ReplyOptions replyOptions;
  private final CustomCalls customCalls;
  private final boolean json;

  private Translation(
      Codec client,
      BiFunction<JsonNode, Drops, ChatReply> reading,
      Function<Drops, Codec.EventDecoder> decoding,
      Encoded encoded,
      ReplyOptions replyOptions) {
    this.client = client;
    this.reading = reading;
    this.decoding = decoding;
    this.request = encoded.body;
    this.dropped = encoded.dropped;
    this.customCalls = new CustomCalls(encoded.request, encoded.toolNames);
    this.json = !(encoded.request.output() instanceof OutputForm.FreeText);
    this.replyOptions = replyOptions;
  }

  private record Encoded(
      ChatRequest request, ToolNames toolNames, JsonBody body, List<String> dropped) {}

  /**
   * Translates a request to a provider that speaks a standard dialect.
   *
   * @throws UnsupportedCallException if the request is malformed, or the provider's dialect cannot
   *     say what it means; the message names the field
   */
  public static Translation between(
      Dialect client, Dialect provider, JsonBody body, TranslationOptions options) {
    var to = codec(provider);
    return of(
        client,
        body,
        options,
        (answer, drops) -> to.decodeReply(answer, options.answerId(), drops),
        drops -> to.eventDecoder(options.answerId(), drops),
        (request, drops) -> JsonBody.of(to.encodeRequest(request, options.forRequest(), drops)));
  }

  /**
   * Translates a request to a provider with a wire format of its own.
   *
   * @throws UnsupportedCallException as {@link #between}
   */
  public static Translation to(
      WireFormat provider, Dialect client, JsonBody body, TranslationOptions options) {
    return of(
        client,
        body,
        options,
        (answer, _) -> provider.decode(answer),
        _ -> new WireFormatDecoder(provider.streamDecoder()),
        (request, _) -> provider.encode(request, options.upstreamModel(), options.stream()));
  }

  private interface Encoding {
    JsonBody encode(ChatRequest request, Drops drops);
  }

  private static Translation of(
      Dialect client,
      JsonBody body,
      TranslationOptions options,
      BiFunction<JsonNode, Drops, ChatReply> reading,
      Function<Drops, Codec.EventDecoder> decoding,
      Encoding encoding) {
    var from = codec(client);
    var drops = new Drops();
    var asked = from.repeated(body.tree());
    options.continues().ifPresent(id -> asked.put("previous_response_id", id));
    var decoded = from.decodeRequest(body.tree(), drops);
    var toolNames = ToolNames.of(decoded);
    var request = toolNames.shown(decoded);
    var replyOptions =
        new ReplyOptions(
            options.shownModel(),
            body.get("stream_options")
                .filter(node -> node.path("include_usage").asBoolean())
                .isPresent(),
            Estimate.input(request),
            options.answerId(),
            options.created(),
            asked);
    var words = new ClientWords(client, body);
    JsonBody written;
    try {
      Refusals.check(decoded);
      written = encoding.encode(request, drops);
    } catch (UnsupportedCallException e) {
      throw words.of(e);
    }
    var dropped = words.of(drops.fields());
    var encoded = new Encoded(decoded, toolNames, written, dropped);
    return new Translation(from, reading, decoding, encoded, replyOptions);
  }

  private static Codec codec(Dialect dialect) {
    return Dialects.codec(dialect)
        .orElseThrow(
            () ->
                new UnsupportedCallException(
                    "the dialect "
                        + dialect
                        + " cannot be translated (expected: a model whose provider speaks the"
                        + " client's dialect)"));
  }

  /** The provider's request. */
  public JsonBody request() {
    return request;
  }

  /** The fields of the client's request that were left out. */
  public List<String> dropped() {
    return dropped;
  }

  /**
   * Translates a complete answer that {@link Dialects#facts} found to be one.
   *
   * @throws UnreadableAnswerException if it is not what the provider's dialect says
   */
  public TranslatedReply reply(byte[] answer) {
    var drops = new Drops();
    try {
      var read = reading.apply(JsonBody.MAPPER.readTree(answer), drops);
      var reply = sourceLists().told(customCalls.fresh().restored(read));
      if (reply.candidates().isEmpty()) {
        throw new UnsupportedCallException("it has no candidate (expected: at least one)");
      }
      var body = client.encodeReply(reply, replyOptions, drops);
      return new TranslatedReply(
          JsonBody.MAPPER.writeValueAsBytes(body), reply.usage(), drops.fields());
    } catch (JsonProcessingException | UnsupportedCallException e) {
      throw new UnreadableAnswerException("upstream's answer cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins the translation of one stream. Not for use by several threads at once. */
  public StreamTranslation stream() {
    var drops = new Drops();
    return new StreamTranslation(
        decoding.apply(drops),
        client.eventEncoder(replyOptions, drops),
        customCalls.fresh(),
        sourceLists(),
        replyOptions.estimatedInput(),
        drops);
  }

  private SourceLists sourceLists() {
    return new SourceLists(client.dialect(), json);
  }

  /** A plugin's decoder in the place of a codec's. */
  private record WireFormatDecoder(WireFormat.StreamDecoder plugin) implements Codec.EventDecoder {
    @Override
    public List<ChatEvent> decode(SseEvent event) {
      return plugin.decode(event.name(), event.text());
    }

    @Override
    public List<ChatEvent> end() {
      return plugin.end();
    }
  }
}
