package dev.keyrelay.server.answer;

import dev.keyrelay.engine.upstream.HandedOnStream;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.TypedMessageBodyWriter;
import io.micronaut.http.body.stream.InputStreamByteBody;
import io.micronaut.http.codec.CodecException;
import io.micronaut.http.netty.body.NettyByteBodyFactory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Turns a stream into the body of a response: without a thread or with one on the Netty server, and
 * on the thread that reads it on any other host, such as AWS Lambda.
 */
@Singleton
final class StreamedWriter
    implements TypedMessageBodyWriter<Streamed>, ResponseBodyWriter<Streamed> {

  private static final Argument<Streamed> TYPE = Argument.of(Streamed.class);

  @Override
  public Argument<Streamed> getType() {
    return TYPE;
  }

  @Override
  public CloseableByteBody writePiece(
      ByteBodyFactory bodies,
      HttpRequest<?> request,
      HttpResponse<?> response,
      Argument<Streamed> type,
      MediaType mediaType,
      Streamed streamed) {
    if (bodies instanceof NettyByteBodyFactory netty) {
      return streamed.bytes() instanceof HandedOnStream handedOn
          ? handedOn.body()
          : PulledBody.begin(netty, streamed);
    }
    return InputStreamByteBody.create(
        new StreamedInput(streamed.bytes()), OptionalLong.empty(), Runnable::run, bodies);
  }

  @Override
  public void writeTo(
      Argument<Streamed> type,
      MediaType mediaType,
      Streamed streamed,
      MutableHeaders headers,
      OutputStream out) {
    try (var in = new StreamedInput(streamed.bytes())) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new CodecException("a streamed answer broke: " + e.getMessage(), e);
    }
  }
}
