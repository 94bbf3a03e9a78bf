package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;

/** OpenAI chat completions, with the additions that compatible services agree on. */
public final class OpenAiChatCodec implements Codec {

  @Override
  public Dialect dialect() {
    return Dialect.OPENAI_CHAT;
  }

  @Override
  public ChatRequest decodeRequest(ObjectNode body, Drops drops) {
    return new ChatRequestReader(drops).read(body);
  }

  @Override
  public ObjectNode encodeRequest(ChatRequest request, RequestOptions options, Drops drops) {
    return new ChatRequestWriter(options, drops).write(request);
  }

  @Override
  public ChatReply decodeReply(JsonNode answer, String id, Drops drops) {
    return ChatReplyReader.read(answer, id, drops);
  }

  @Override
  public ObjectNode encodeReply(ChatReply reply, ReplyOptions options, Drops drops) {
    return new ChatReplyWriter(options, drops).write(reply);
  }

  @Override
  public EventDecoder eventDecoder(String id, Drops drops) {
    return new ChunkReader(id, drops);
  }

  @Override
  public EventEncoder eventEncoder(ReplyOptions options, Drops drops) {
    return new ChunkWriter(options, drops);
  }
}
