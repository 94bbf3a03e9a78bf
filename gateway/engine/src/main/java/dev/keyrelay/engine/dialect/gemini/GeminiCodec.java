package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;

/** Gemini generateContent. The model and whether events are wanted stand in the path, not here. */
public final class GeminiCodec implements Codec {

  @Override
  public Dialect dialect() {
    return Dialect.GEMINI;
  }

  @Override
  public ChatRequest decodeRequest(ObjectNode body, Drops drops) {
    return new GenerateRequestReader(drops).read(body);
  }

  @Override
  public ObjectNode encodeRequest(ChatRequest request, RequestOptions options, Drops drops) {
    return new GenerateRequestWriter(options, drops).write(request);
  }

  @Override
  public ChatReply decodeReply(JsonNode answer, String id, Drops drops) {
    return GenerateReplyReader.read(answer, id, drops);
  }

  @Override
  public ObjectNode encodeReply(ChatReply reply, ReplyOptions options, Drops drops) {
    return new GenerateReplyWriter(options, drops).write(reply);
  }

  @Override
  public EventDecoder eventDecoder(String id, Drops drops) {
    return new GenerateChunkReader(id, drops);
  }

  @Override
  public EventEncoder eventEncoder(ReplyOptions options, Drops drops) {
    return new GenerateChunkWriter(options, drops);
  }
}
