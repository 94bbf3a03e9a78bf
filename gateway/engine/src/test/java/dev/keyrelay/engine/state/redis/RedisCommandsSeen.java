package dev.keyrelay.engine.state.redis;

import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The commands that a Redis gets from its clients, without what its own scripts do. */
public final class RedisCommandsSeen implements AutoCloseable {

  private final Socket socket;
  private final RedisURI uri;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Watches from now on. */
  public RedisCommandsSeen(String url) throws IOException {
    uri = RedisURI.create(url);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
    var reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    reader.readLine();
    Thread.ofVirtual().start(() -> watch(reader));
  }

  private void watch(BufferedReader reader) {
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.contains(" lua] ")) {
          lines.add(line.toUpperCase(Locale.ROOT));
        }
      }
    } catch (IOException closed) {
      // By close().
    }
  }

  /** How many commands there were up to now, but for connecting. */
  public int count() throws IOException {
    return count("");
  }

  /** How many there were of one command, in upper case. */
  public int count(String command) throws IOException {
    String mark = "SEEN-" + System.nanoTime();
    try (var asking = new Socket(uri.getHost(), uri.getPort())) {
      asking.getOutputStream().write(("ECHO " + mark + "\r\n").getBytes(StandardCharsets.UTF_8));
      asking.getInputStream().read();
    }
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> lines.stream().anyMatch(line -> line.contains(mark)));
    return (int)
        lines.stream()
            .filter(line -> line.contains("] \"" + command))
            .filter(line -> !line.matches(".*\\] \"(ECHO|HELLO|CLIENT|PING)\".*"))
            .count();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
