package dev.keyrelay.server.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * HTTP clients that each send one request and read its answer. The thread that calls {@link
 * #readUntil} serves them all, so that thousands of them cost little.
 */
final class ManyClients implements AutoCloseable {

  private final InetSocketAddress server;
  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  /** Clients of a server on 127.0.0.1. */
  ManyClients(int port) throws IOException {
    this.server = new InetSocketAddress("127.0.0.1", port);
    this.selector = Selector.open();
  }

  /** One of them. */
  static final class Client {
    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean seesData;
    private boolean ended;

    private Client(SocketChannel channel) {
      this.channel = channel;
    }

    /** Whether the body of its answer has begun. */
    boolean seesData() {
      return seesData;
    }

    /** Whether its answer is complete, or the connection has ended. */
    boolean ended() {
      return ended;
    }

    /** Everything it received, as it came. */
    String received() {
      return received.toString(UTF_8);
    }

    /** The body that it received in chunks. */
    String body() {
      String all = received.toString(ISO_8859_1);
      assertThat(all).startsWith("HTTP/1.1 200");
      var body = new StringBuilder();
      int at = all.indexOf("\r\n\r\n") + 4;
      while (true) {
        int line = all.indexOf("\r\n", at);
        int length = Integer.parseInt(all.substring(at, line), 16);
        if (length == 0) {
          return new String(body.toString().getBytes(ISO_8859_1), UTF_8);
        }
        body.append(all, line + 2, line + 2 + length);
        at = line + 2 + length + 2;
      }
    }

    /** Goes away without a word. */
    void kill() throws IOException {
      channel.close();
    }

    private void take(ByteBuffer bytes) {
      byte[] fresh = new byte[bytes.remaining()];
      bytes.get(fresh);
      received.writeBytes(fresh);
      String last = new String(fresh, ISO_8859_1);
      seesData |= last.contains("data: ");
      ended |= last.endsWith("0\r\n\r\n");
    }
  }

  /** One more client, which posts JSON. */
  Client post(String path, String key, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(UTF_8));
    request.writeBytes(body);
    var channel = SocketChannel.open(server);
    channel.write(ByteBuffer.wrap(request.toByteArray()));
    channel.configureBlocking(false);
    var client = new Client(channel);
    channel.register(selector, SelectionKey.OP_READ, client);
    clients.add(client);
    return client;
  }

  /** Reads what comes for all of them until each one is so far. */
  void readUntil(Predicate<Client> farEnough, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    long left = missing(farEnough);
    while (left > 0) {
      assertThat(System.nanoTime()).as("%s of %s are late", left, clients.size()).isLessThan(end);
      selector.select(key -> read((Client) key.attachment(), key), 100);
      left = missing(farEnough);
    }
  }

  private long missing(Predicate<Client> farEnough) {
    return clients.stream().filter(client -> !farEnough.test(client)).count();
  }

  private void read(Client client, SelectionKey key) {
    try {
      buffer.clear();
      if (client.channel.read(buffer) < 0) {
        client.ended = true;
        key.cancel();
        return;
      }
      buffer.flip();
      client.take(buffer);
    } catch (IOException e) {
      throw new AssertionError("a client lost its connection", e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.kill();
    }
    selector.close();
  }
}
