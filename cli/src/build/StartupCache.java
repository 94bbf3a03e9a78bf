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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the distribution's ahead-of-time caches (JEP 483, 514): starts the packaged gateway as a
 * user would, lets it answer the demo provider's requests, stops it, and keeps what the JVM
 * recorded; then the same for the commands that need no server. Before that, libraries are brought
 * into a form that starts fast. Run by the build as a source file. Never fails the build: without
 * all that KeyRelay only starts more slowly.
 */
final class StartupCache {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
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
    StartupCache caches =
        new StartupCache(
            distribution, Files.createDirectories(Path.of(arguments[1]).toAbsolutePath()));
    prepareLibraries(distribution);
    caches.keep("startup.aot", caches::recordGateway);
    caches.keep("commands.aot", caches::recordCommands);
  }

  private static void prepareLibraries(Path distribution) throws IOException {
    try (Stream<Path> files = Files.list(distribution.resolve("lib"))) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      NativeLibraries.unpack(jars, distribution.resolve("native"));
      for (Path jar : jars) {
        if (jar.getFileName().toString().startsWith("picocli") && OldClasses.renewIn(jar)) {
          System.out.println("Startup cache: renewed the classes of " + jar.getFileName());
        }
      }
    } catch (IllegalArgumentException | IllegalStateException odd) {
      System.out.println("Startup cache: libraries are left as they are (" + odd + ")");
    }
  }

  private interface Recording {
    void into(Path cache) throws IOException, InterruptedException;
  }

  private void keep(String name, Recording recording) throws IOException {
    Path cache = distribution.resolve(name);
    if (newerThanEverythingElse(cache, distribution)) {
      return;
    }
    Files.deleteIfExists(cache);
    Path made = work.resolve(name);
    try {
      Files.deleteIfExists(made);
      recording.into(made);
      if (!Files.exists(made)) {
        throw new IllegalStateException("the JVM wrote none; see " + log());
      }
      Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
      System.out.println("Startup cache: " + name + ", " + Files.size(cache) / (1 << 20) + " MiB");
    } catch (IOException | IllegalStateException failure) {
      System.out.println(
          "Startup cache: "
              + name
              + " not made, KeyRelay will start more slowly ("
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
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".aot"))
          .allMatch(file -> file.toFile().lastModified() <= made);
    }
  }

  private void recordGateway(Path cache) throws IOException, InterruptedException {
    Process gateway =
        start(cache, List.of("-jar", program(), "serve", "--port", "0", "--home", home()));
    try {
      use(URI.create(address(gateway)));
    } finally {
      gateway.destroy();
    }
    await(gateway);
  }

  private void recordCommands(Path cache) throws IOException, InterruptedException {
    // The flag is the launcher's for these commands.
    await(
        start(
            cache,
            List.of("-XX:TieredStopAtLevel=1", "-cp", program(), "dev.keyrelay.cli.Rehearsal")));
  }

  private String program() {
    return distribution.resolve("lib/keyrelay.jar").toString();
  }

  private String home() throws IOException {
    return Files.createDirectories(work.resolve("home")).toString();
  }

  private static void await(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      // What it has written so far may be half a cache.
      throw new IllegalStateException("the JVM had not ended after " + PATIENCE);
    }
  }

  private Process start(Path cache, List<String> program) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:AOTCacheOutput=" + cache,
                // Profiles of the training run would have the compilers busy while the gateway
                // starts.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining",
                "@" + distribution.resolve("jvm.options"),
                "-Djava.library.path=" + distribution.resolve("native"),
                "-Dorg.sqlite.lib.path=" + distribution.resolve("native")));
    command.addAll(program);
    ProcessBuilder process = new ProcessBuilder(command);
    // Nothing of the builder's own configuration may reach the run, nor a gateway that runs here.
    process
        .environment()
        .keySet()
        .retainAll(List.of("PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP"));
    process.environment().put("KEYRELAY_HOME", home());
    process.environment().put("PORT", "1");
    process.redirectErrorStream(true).redirectOutput(log());
    return process.start();
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
