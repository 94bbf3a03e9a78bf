package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;

/** OpenAI responses, without what a service keeps between requests. */
public final class ResponsesCodec implements Codec {

  @Override
  public Dialect dialect() {
    return Dialect.OPENAI_RESPONSES;
  }

  @Override
  public ChatRequest decodeRequest(ObjectNode body, Drops drops) {
    return new ResponsesRequestReader(drops).read(body);
  }

  @Override
  public ObjectNode repeated(ObjectNode body) {
    return RepeatedFields.of(body);
  }

  @Override
  public ObjectNode encodeRequest(ChatRequest request, RequestOptions options, Drops drops) {
    return new ResponsesRequestWriter(options, drops).write(request);
  }

  @Override
  public ChatReply decodeReply(JsonNode answer, String id, Drops drops) {
    return ResponseReader.read(answer, drops);
  }

  @Override
  public ObjectNode encodeReply(ChatReply reply, ReplyOptions options, Drops drops) {
    return new ResponseWriter(options, drops).write(reply);
  }

  @Override
  public EventDecoder eventDecoder(String id, Drops drops) {
    return new ResponseEventReader(drops);
  }

  @Override
  public EventEncoder eventEncoder(ReplyOptions options, Drops drops) {
    return new ResponseEventWriter(options, drops);
  }
}
