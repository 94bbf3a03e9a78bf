package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;

/** Anthropic messages. */
public final class AnthropicCodec implements Codec {

  @Override
  public Dialect dialect() {
    return Dialect.ANTHROPIC_MESSAGES;
  }

  @Override
  public ChatRequest decodeRequest(ObjectNode body, Drops drops) {
    return new MessagesRequestReader(drops).read(body);
  }

  @Override
  public ObjectNode encodeRequest(ChatRequest request, RequestOptions options, Drops drops) {
    return new MessagesRequestWriter(options, drops).write(request);
  }

  @Override
  public ChatReply decodeReply(JsonNode answer, String id, Drops drops) {
    return MessageReader.read(answer, drops);
  }

  @Override
  public ObjectNode encodeReply(ChatReply reply, ReplyOptions options, Drops drops) {
    return new MessageWriter(options, drops).write(reply);
  }

  @Override
  public EventDecoder eventDecoder(String id, Drops drops) {
    return new MessageEventReader(drops);
  }

  @Override
  public EventEncoder eventEncoder(ReplyOptions options, Drops drops) {
    return new MessageEventWriter(options, drops);
  }
}
