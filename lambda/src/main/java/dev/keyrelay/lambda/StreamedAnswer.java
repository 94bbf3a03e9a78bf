package dev.keyrelay.lambda;

import dev.keyrelay.lambda.RuntimeConnection.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends an answer to Lambda as it is made: each write is on its way when it returns. */
final class StreamedAnswer implements AnswerSink {

  private final RuntimeApi api;
  private final Invocation invocation;
  private @Nullable Upload upload;

  StreamedAnswer(RuntimeApi api, Invocation invocation) {
    this.api = api;
    this.invocation = invocation;
  }

  @Override
  public OutputStream begin(int status, Map<String, List<String>> headers) throws IOException {
    if (upload != null) {
      throw new IOException("an answer that has begun cannot begin again");
    }
    return new Body(Prelude.of(status, headers));
  }

  /** Whether Lambda has been told the status. */
  boolean hasBegun() {
    return upload != null;
  }

  private OutputStream send(byte[] prelude) throws IOException {
    var begun = api.respondInChunks(invocation);
    upload = begun;
    begun.body().write(prelude);
    return begun.body();
  }

  /** Begins with the first byte, so that what fails before it can still be told by its status. */
  private final class Body extends OutputStream {

    private final byte[] prelude;
    private @Nullable OutputStream out;
    private boolean closed;

    Body(byte[] prelude) {
      this.prelude = prelude;
    }

    private OutputStream out() throws IOException {
      var open = out == null ? send(prelude) : out;
      out = open;
      return open;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      var open = out();
      open.write(bytes, offset, length);
      open.flush();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        out();
        if (upload != null) {
          api.finish(upload);
        }
      }
    }
  }
}
