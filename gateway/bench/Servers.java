import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The servers of the benchmark: two upstreams, nginx as the plain proxy, and the gateway. */
final class Servers implements AutoCloseable {

  /** The key that clients show the gateway. */
  static final String KEY = "bench-client-key";

  private static final int CREDENTIALS = 10;

  private static final String ANSWER =
      "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\","
          + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
          + "The quick brown fox jumps over the lazy dog. ".repeat(12).strip()
          + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":120,\"total_tokens\":320}}";

  private final Options options;
  private final Path work;
  private final Path sources;
  private final List<Program> running = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final int upstreamPort = freePort();
  final int streamPort = freePort();
  final int nginxPort = freePort();

  Servers(Options options, Path sources, Path work) throws IOException {
    this.options = options;
    this.sources = sources;
    this.work = work;
  }

  /** Starts both upstreams on the CPUs of the load. */
  void startUpstreams() throws IOException, InterruptedException {
    String body =
        """
        server {
          listen 127.0.0.1:%d;
          default_type application/json;
          location = /v1/models { return 200 '{"object":"list","data":[{"id":"bench","object":"model"}]}'; }
          location / { return 200 '%s'; }
        }
        """
            .formatted(upstreamPort, ANSWER);
    nginx("upstream", options.loadCpus(), body, upstreamPort);
    String java = ProcessHandle.current().info().command().orElse("java");
    keep(
        Program.start(
            options.loadCpus(),
            work,
            Map.of(),
            work.resolve("source.log").toFile(),
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx128m",
                sources.resolve("SseSource.java").toString(),
                String.valueOf(streamPort),
                String.valueOf(options.chunks()),
                String.valueOf(options.gapMillis()))));
    awaitAnswer(streamPort, "/chunks", Duration.ofSeconds(30));
  }

  /** Starts nginx as the reverse proxy: one worker, connections upstream kept open. */
  Program startNginx() throws IOException, InterruptedException {
    String body =
        """
        upstream whole { server 127.0.0.1:%d; keepalive 512; }
        upstream streams { server 127.0.0.1:%d; keepalive 512; }
        server {
          listen 127.0.0.1:%d;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          location /whole/ { proxy_pass http://whole/; }
          location /streams/ { proxy_pass http://streams/; proxy_buffering off; }
        }
        """
            .formatted(upstreamPort, streamPort, nginxPort);
    return nginx("proxy", options.proxyCpus(), body, nginxPort);
  }

  /** Starts the gateway on the CPUs of the proxies, not waiting for it. */
  Program startGateway(int port, Path home) throws IOException {
    return startGateway(port, home, options.proxyCpus());
  }

  /** Starts the gateway on some CPUs, not waiting for it. */
  Program startGateway(int port, Path home, String cpus) throws IOException {
    Files.createDirectories(home);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PROXY_API_KEY", KEY);
    environment.put("OPENAI_API_BASE", "http://127.0.0.1:" + upstreamPort + "/v1");
    environment.put("DEMO_API_BASE", "http://127.0.0.1:" + streamPort + "/v1");
    for (int i = 1; i <= CREDENTIALS; i++) {
      environment.put("OPENAI_API_KEY_" + i, "sk-bench-" + i);
      environment.put("DEMO_API_KEY_" + i, "sk-bench-" + i);
    }
    var command =
        options.gateway().stream()
            .map(
                word ->
                    word.replace("{port}", String.valueOf(port)).replace("{home}", home.toString()))
            .toList();
    File log = work.resolve("gateway.log").toFile();
    return keep(Program.start(cpus, work, environment, log, command));
  }

  /** How many chunks the source of streams has written so far. */
  long chunksWritten() throws IOException, InterruptedException {
    return Long.parseLong(get(streamPort, "/chunks").body());
  }

  /** One chat through the gateway; its status, or 0 if there was no answer. */
  int askGateway(int port) throws InterruptedException {
    String body =
        "{\"model\":\"openai/bench\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException _) {
      return 0;
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Program nginx(String name, String cpus, String http, int port)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(work.resolve(name));
    String configuration =
        """
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 8192; }
        http {
          access_log off;
          keepalive_requests 100000000;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        %s}
        """
            .formatted(http);
    Files.writeString(home.resolve("nginx.conf"), configuration);
    var program =
        keep(
            Program.start(
                cpus,
                home,
                Map.of(),
                home.resolve("out.log").toFile(),
                List.of("nginx", "-p", home.toString(), "-c", "nginx.conf", "-e", "error.log")));
    awaitAnswer(port, "/", Duration.ofSeconds(10));
    return program;
  }

  private void awaitAnswer(int port, String path, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      try {
        get(port, path);
        return;
      } catch (IOException _) {
        Thread.sleep(20);
      }
    }
    throw new IOException("no server on port " + port + "; see the logs in " + work);
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Program keep(Program program) {
    running.add(program);
    return program;
  }

  @Override
  public void close() {
    running.reversed().forEach(Program::close);
    http.close();
  }
}
