package dev.keyrelay.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * The connection to Lambda's runtime API: blocking, kept from one exchange to the next, and opened
 * anew when it must be. The JDK's own connections wait for a millisecond before each body that they
 * stream, to see whether they are still open. For one exchange at a time.
 */
final class RuntimeConnection {

  /** One that has lain idle for longer while an answer was made may have been closed. */
  private static final Duration MOST_IDLE = Duration.ofSeconds(5);

  private static final int BUFFER = 8192;

  private final URI base;
  private final InstantSource clock;
  private @Nullable Open open;
  private Instant lastUse = Instant.MIN;

  private record Open(DefaultBHttpClientConnection http, Socket socket) {}

  /**
   * An answer of the runtime API.
   *
   * @param path what was asked for
   */
  record Reply(String path, int status, ClassicHttpResponse head, byte[] body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(head.getFirstHeader(name)).map(Header::getValue);
    }

    /** This reply, if its status is the expected one. */
    Reply expect(int expected) throws IOException {
      if (status != expected) {
        throw new IOException(
            "runtime API: " + path + " answered " + status + " (expected: " + expected + ")");
      }
      return this;
    }
  }

  /** A request whose body is being sent. */
  interface Upload {

    /** Takes the body; what is flushed is on its way. */
    OutputStream body();

    /** Ends the body and waits for the reply. */
    Reply finish() throws IOException;
  }

  /**
   * @param base what paths are relative to; {@code http} with a port
   */
  RuntimeConnection(URI base, InstantSource clock) {
    this.base = base;
    this.clock = clock;
  }

  /** Asks for something, and waits for it for as long as it takes. */
  Reply get(String path) throws IOException {
    return exchange(request(Method.GET, path));
  }

  /** Sends a body. */
  Reply post(String path, String type, byte[] body) throws IOException {
    var request = request(Method.POST, path);
    request.setEntity(new ByteArrayEntity(body, ContentType.parse(type)));
    request.setHeader(HttpHeaders.CONTENT_TYPE, type);
    request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
    return exchange(request);
  }

  /** Begins to send a body in chunks. */
  Upload upload(String path, Map<String, String> headers) throws IOException {
    var request = request(Method.POST, path);
    headers.forEach(request::setHeader);
    request.setHeader(HttpHeaders.TRANSFER_ENCODING, "chunked");
    var connection = connection();
    try {
      connection.http.sendRequestHeader(request);
      connection.http.flush();
      var buffer = new SessionOutputBufferImpl(BUFFER);
      var body = new ChunkedOutputStream(buffer, connection.socket.getOutputStream(), BUFFER);
      return new Chunks(connection, request, body);
    } catch (HttpException e) {
      throw failed(e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Closes it; the next exchange opens another. */
  void close() {
    var old = open;
    open = null;
    if (old != null) {
      old.http.close(CloseMode.IMMEDIATE);
    }
  }

  private final class Chunks implements Upload {

    private final Open connection;
    private final ClassicHttpRequest request;
    private final ChunkedOutputStream body;

    Chunks(Open connection, ClassicHttpRequest request, ChunkedOutputStream body) {
      this.connection = connection;
      this.request = request;
      this.body = body;
    }

    @Override
    public OutputStream body() {
      return body;
    }

    @Override
    public Reply finish() throws IOException {
      try {
        body.finish();
        body.flush();
        return receive(connection, request);
      } catch (HttpException e) {
        throw failed(e);
      } catch (IOException e) {
        close();
        throw e;
      }
    }
  }

  private ClassicHttpRequest request(Method method, String path) {
    var request = new BasicClassicHttpRequest(method, base.resolve(path).getRawPath());
    request.setHeader(HttpHeaders.HOST, base.getRawAuthority());
    return request;
  }

  private Reply exchange(ClassicHttpRequest request) throws IOException {
    var connection = connection();
    try {
      connection.http.sendRequestHeader(request);
      if (request.getEntity() != null) {
        connection.http.sendRequestEntity(request);
      }
      connection.http.flush();
      return receive(connection, request);
    } catch (HttpException e) {
      throw failed(e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Reply receive(Open connection, ClassicHttpRequest request)
      throws IOException, HttpException {
    var head = connection.http.receiveResponseHeader();
    connection.http.receiveResponseEntity(head);
    byte[] body = new byte[0];
    try (var entity = head.getEntity()) {
      if (entity != null) {
        body = entity.getContent().readAllBytes();
      }
    }
    lastUse = clock.instant();
    if (!DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
        request, head, HttpCoreContext.create())) {
      close();
    }
    return new Reply(request.getPath(), head.getCode(), head, body);
  }

  private IOException failed(HttpException cause) {
    close();
    return new IOException("runtime API: " + cause.getMessage(), cause);
  }

  private Open connection() throws IOException {
    var known = open;
    if (known != null && known.http.isOpen() && clock.instant().isBefore(lastUse.plus(MOST_IDLE))) {
      return known;
    }
    close();
    // Never through a proxy: HTTP_PROXY and the like are for calls upstream.
    var socket = new Socket(Proxy.NO_PROXY);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
    var http = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
    http.bind(socket);
    var opened = new Open(http, socket);
    open = opened;
    return opened;
  }
}
