import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * The packaged function as a process, with Lambda's runtime API on one side of it and an upstream
 * that answers at once on the other, both in this process: all times are of one clock.
 */
final class Function implements AutoCloseable {

  private static final String RUNTIME = "/2018-06-01/runtime/";
  private static final String CHAT =
      "{\\\"model\\\":\\\"openai/bench\\\",\\\"stream\\\":%s,\\\"messages\\\":"
          + "[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hello\\\"}]}";
  private static final String EVENT =
      """
      {"version":"2.0","rawPath":"/v1/chat/completions","rawQueryString":"","isBase64Encoded":false,\
      "headers":{"authorization":"Bearer the-key-of-the-measurement","content-type":"application/json"},\
      "requestContext":{"stage":"$default","http":{"method":"POST","path":"/v1/chat/completions"}},\
      "body":"%s"}\
      """;
  private static final byte[] WHOLE =
      """
      {"id":"c1","object":"chat.completion","created":1,"model":"bench","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Good day to you."},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":8,"completion_tokens":5,"total_tokens":13}}\
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] EVENTS =
      """
      data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{"role":"assistant","content":"Good day to you."},"finish_reason":null}]}

      data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: [DONE]

      """
          .getBytes(StandardCharsets.UTF_8);

  /**
   * One invocation.
   *
   * @param own nanoseconds from handing the event over to having the result, without what upstream
   *     took
   */
  record Times(long own) {}

  private final Peer runtimeApi = new Peer(this::runtime);
  private final Peer upstream = new Peer(this::upstream);
  private final SynchronousQueue<byte[]> invocations = new SynchronousQueue<>();
  private final LinkedBlockingQueue<Long> results = new LinkedBlockingQueue<>();
  private final Process process;
  private final long begun;
  private volatile long handedOver;
  private volatile long asked;
  private volatile long answered;
  private volatile String failure = "";

  Function(List<String> command, Map<String, String> variables) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", runtimeApi.address());
    builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "keyrelay");
    builder.environment().put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    builder.environment().put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    builder.environment().put("AWS_REGION", "eu-central-1");
    builder.environment().put("PROXY_API_KEY", "the-key-of-the-measurement");
    builder.environment().put("KEYRELAY_SALT", "pepper");
    builder.environment().put("OPENAI_API_KEY_1", "sk-measurement");
    builder.environment().put("OPENAI_API_BASE", "http://" + upstream.address() + "/v1");
    builder.environment().putAll(variables);
    builder.directory(Path.of("/tmp").toFile()).redirectOutput(Redirect.DISCARD);
    builder.redirectError(Redirect.INHERIT);
    begun = System.nanoTime();
    process = builder.start();
  }

  /** From the process's beginning to its first answer, in nanoseconds. */
  long first(boolean stream) throws InterruptedException {
    invoke(stream);
    return System.nanoTime() - begun;
  }

  /** Invokes the function once. */
  Times invoke(boolean stream) throws InterruptedException {
    byte[] event = EVENT.formatted(CHAT.formatted(stream)).getBytes(StandardCharsets.UTF_8);
    if (!invocations.offer(event, 60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the function asks for no event " + failure);
    }
    Long ended = results.poll(60, TimeUnit.SECONDS);
    if (ended == null || !failure.isEmpty()) {
      throw new IllegalStateException("the function did not answer " + failure);
    }
    return new Times(ended - handedOver - (answered - asked));
  }

  /** User and system time of the process so far, in nanoseconds. */
  long cpu() {
    return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private byte[] runtime(Peer.Request request) throws InterruptedException {
    String path = request.path().substring(RUNTIME.length());
    if (path.equals("invocation/next")) {
      byte[] event = invocations.take();
      byte[] message =
          Peer.message(
              200,
              "Content-Type: application/json\r\n"
                  + "Lambda-Runtime-Aws-Request-Id: one\r\n"
                  + "Lambda-Runtime-Invoked-Function-Arn:"
                  + " arn:aws:lambda:eu-central-1:1:function:k\r\n"
                  + "Lambda-Runtime-Deadline-Ms: "
                  + (System.currentTimeMillis() + 60_000)
                  + "\r\n",
              event);
      handedOver = System.nanoTime();
      return message;
    }
    long now = System.nanoTime();
    String text = new String(request.body(), StandardCharsets.UTF_8);
    if (!text.contains("\"statusCode\":200") || !text.contains("Good day to you.")) {
      failure = path + " " + text;
    }
    results.add(now);
    return Peer.message(202, "", new byte[0]);
  }

  private byte[] upstream(Peer.Request request) {
    asked = System.nanoTime();
    boolean stream = new String(request.body(), StandardCharsets.UTF_8).contains("\"stream\":true");
    byte[] message =
        stream
            ? Peer.message(200, "Content-Type: text/event-stream\r\n", EVENTS)
            : Peer.message(200, "Content-Type: application/json\r\n", WHOLE);
    answered = System.nanoTime();
    return message;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    runtimeApi.close();
    upstream.close();
  }
}
