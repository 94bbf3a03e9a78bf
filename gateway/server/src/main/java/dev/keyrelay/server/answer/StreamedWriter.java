package dev.keyrelay.server.answer;

import dev.keyrelay.engine.sse.StreamedBytes;
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
import io.micronaut.http.codec.CodecException;
import io.micronaut.http.netty.body.NettyByteBodyFactory;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns a stream into the body of a response: without a thread or with one on the Netty server, and
 * by waiting for all of it on any other host, such as AWS Lambda, which takes whole answers only.
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
    var whole = new ByteArrayOutputStream();
    writeAll(streamed.bytes(), whole);
    return bodies.adapt(whole.toByteArray());
  }

  @Override
  public void writeTo(
      Argument<Streamed> type,
      MediaType mediaType,
      Streamed streamed,
      MutableHeaders headers,
      OutputStream out) {
    writeAll(streamed.bytes(), out);
  }

  private static void writeAll(StreamedBytes bytes, OutputStream out) {
    try (bytes) {
      for (byte[] next = bytes.next(); next != null; next = bytes.next()) {
        out.write(next);
      }
    } catch (IOException e) {
      throw new CodecException("a streamed answer broke: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CodecException("interrupted while an answer was streamed", e);
    }
  }
}
