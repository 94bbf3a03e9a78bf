import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the distribution's ahead-of-time cache (JEP 483, 514): starts the packaged gateway as a
 * user would, lets it answer the demo provider's requests, stops it, and keeps what the JVM
 * recorded. Run by the build as a source file. Never fails the build: without the cache the gateway
 * only starts more slowly.
 */
final class StartupCache {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern LISTENING = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)\\R");
  private static final String CHAT =
      "{\"model\":\"demo/echo\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final Path distribution;
  private final Path work;

  private StartupCache(Path distribution, Path work) {
    this.distribution = distribution;
    this.work = work;
  }

  /** Takes the distribution's folder and a folder for what is only needed meanwhile. */
  public static void main(String[] arguments) throws IOException {
    Path distribution = Path.of(arguments[0]).toAbsolutePath();
    Path cache = distribution.resolve("startup.aot");
    if (newerThanEverythingElse(cache, distribution)) {
      return;
    }
    Files.deleteIfExists(cache);
    try {
      new StartupCache(
              distribution, Files.createDirectories(Path.of(arguments[1]).toAbsolutePath()))
          .make(cache);
      System.out.println("Startup cache: " + Files.size(cache) / (1 << 20) + " MiB");
    } catch (IOException | IllegalStateException failure) {
      System.out.println(
          "Startup cache: not made, the gateway will start more slowly ("
              + failure.getMessage()
              + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean newerThanEverythingElse(Path cache, Path distribution) throws IOException {
    if (!Files.exists(cache)) {
      return false;
    }
    long made = Files.getLastModifiedTime(cache).toMillis();
    try (Stream<Path> files = Files.walk(distribution)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.equals(cache))
          .allMatch(file -> file.toFile().lastModified() <= made);
    }
  }

  private void make(Path cache) throws IOException, InterruptedException {
    Path made = work.resolve("startup.aot");
    Files.deleteIfExists(made);
    Process gateway = start(made);
    try {
      use(URI.create(address(gateway)));
    } finally {
      gateway.destroy();
      if (!gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        gateway.descendants().forEach(ProcessHandle::destroyForcibly);
        gateway.destroyForcibly();
      }
    }
    if (!Files.exists(made)) {
      throw new IllegalStateException("the JVM wrote none; see " + log());
    }
    Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
  }

  private Process start(Path cache) throws IOException {
    ProcessBuilder gateway =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:AOTCacheOutput=" + cache,
                "@" + distribution.resolve("jvm.options"),
                "-jar",
                distribution.resolve("lib/keyrelay.jar").toString(),
                "serve",
                "--port",
                "0",
                "--home",
                Files.createDirectories(work.resolve("home")).toString()));
    // Nothing of the builder's own configuration may reach the run.
    gateway
        .environment()
        .keySet()
        .retainAll(List.of("PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP"));
    gateway.redirectErrorStream(true).redirectOutput(log());
    return gateway.start();
  }

  private File log() {
    return work.resolve("startup-cache.log").toFile();
  }

  private String address(Process gateway) throws IOException, InterruptedException {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (gateway.isAlive() && System.nanoTime() < patience) {
      Matcher matcher = LISTENING.matcher(Files.readString(log().toPath()));
      if (matcher.find()) {
        return matcher.group(1);
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("the gateway did not start; see " + log());
  }

  private void use(URI address) throws IOException, InterruptedException {
    Path key = work.resolve("home/state/proxy_api_key");
    String bearer = "Bearer " + (Files.exists(key) ? Files.readString(key).strip() : "none");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder().timeout(PATIENCE).header("Authorization", bearer);
      client.send(request.uri(address.resolve("/")).build(), BodyHandlers.discarding());
      client.send(request.uri(address.resolve("/v1/models")).build(), BodyHandlers.discarding());
      request
          .uri(address.resolve("/v1/chat/completions"))
          .header("Content-Type", "application/json");
      for (String stream : List.of("false", "true", "false", "true")) {
        client.send(
            request.POST(BodyPublishers.ofString(CHAT.formatted(stream))).build(),
            BodyHandlers.discarding());
      }
    }
  }
}
