import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A source of OpenAI chat streams that costs as little as it can: all streams share one thread that
 * writes prepared bytes, one chunk a packet. {@code GET /chunks} tells how many it has written.
 *
 * <p>Arguments: port, chunks per stream, milliseconds between two chunks of one stream.
 */
public final class SseSource {

  /** A stream starts in the phase that comes next, so that streams are spread over the gap. */
  private static final int PHASES = 20;

  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> chunks;
  private final long gapNanos;
  private final AtomicLong written = new AtomicLong();
  private final List<Queue<Stream>> phases =
      IntStream.range(0, PHASES)
          .<Queue<Stream>>mapToObj(_ -> new ConcurrentLinkedQueue<>())
          .toList();
  private final AtomicLong streams = new AtomicLong();

  private static final class Stream {
    final Socket socket;
    int next;

    Stream(Socket socket) {
      this.socket = socket;
    }
  }

  private SseSource(int count, long gapNanos) {
    this.gapNanos = gapNanos;
    this.chunks = IntStream.range(0, count).mapToObj(index -> chunk(index, count)).toList();
  }

  public static void main(String[] arguments) throws IOException {
    var source =
        new SseSource(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]) * 1_000_000);
    var server =
        new ServerSocket(Integer.parseInt(arguments[0]), 1024, InetAddress.getByName("127.0.0.1"));
    Thread.ofPlatform().daemon().start(source::tick);
    while (true) {
      Socket socket = server.accept();
      socket.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> source.serve(socket));
    }
  }

  private void tick() {
    long next = System.nanoTime();
    for (int phase = 0; ; phase = (phase + 1) % PHASES) {
      next += gapNanos / PHASES;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(wait);
      }
      Queue<Stream> queue = phases.get(phase);
      var again = new ArrayDeque<Stream>();
      for (Stream stream = queue.poll(); stream != null; stream = queue.poll()) {
        if (wrote(stream)) {
          again.add(stream);
        }
      }
      queue.addAll(again);
    }
  }

  /** Writes a stream's next chunk; false when it is over. */
  private boolean wrote(Stream stream) {
    try {
      stream.socket.getOutputStream().write(chunks.get(stream.next++));
      written.incrementAndGet();
      if (stream.next < chunks.size()) {
        return true;
      }
      Thread.ofVirtual().start(() -> serve(stream.socket));
    } catch (IOException _) {
      // The client is gone.
    }
    return false;
  }

  /** Reads one request; its stream is then the ticking thread's. */
  private void serve(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16_384];
      int length = 0;
      while (true) {
        int count = in.read(buffer, length, buffer.length - length);
        if (count < 0) {
          socket.close();
          return;
        }
        length += count;
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end >= 0 && length >= end + 4 + bodyLength(text.substring(0, end + 2))) {
          answer(socket, text);
          if (text.startsWith("POST")) {
            return;
          }
          length = 0;
        }
      }
    } catch (IOException _) {
      // The client is gone.
    }
  }

  private void answer(Socket socket, String request) throws IOException {
    if (request.startsWith("POST")) {
      socket.getOutputStream().write(HEAD);
      phases.get((int) (streams.getAndIncrement() % PHASES)).add(new Stream(socket));
      return;
    }
    String body =
        request.startsWith("GET /chunks")
            ? String.valueOf(written.get())
            : "{\"object\":\"list\",\"data\":[{\"id\":\"bench\",\"object\":\"model\"}]}";
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
  }

  private static int bodyLength(String head) {
    for (String line : head.split("\r\n")) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        return Integer.parseInt(line.substring(15).strip());
      }
    }
    return 0;
  }

  private static byte[] chunk(int index, int count) {
    String start =
        "data:"
            + " {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench\",";
    String event =
        start
            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + " word\"},\"finish_reason\":null}]}\n\n";
    if (index == count - 1) {
      event =
          start
              + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
              + start
              + "\"choices\":[],\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":50,\"total_tokens\":250}}\n\n"
              + "data: [DONE]\n\n";
    }
    String framed = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
    return (index == count - 1 ? framed + "0\r\n\r\n" : framed).getBytes(StandardCharsets.US_ASCII);
  }
}
