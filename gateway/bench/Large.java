import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A very large pool in the distribution as it ships: many credentials that each used many models.
 * Makes a home folder with their counters, starts the gateway on it, and prints how long the start
 * took, what is resident, and how long {@code GET /v1/quota-stats} takes over HTTP.
 */
final class Large {

  private static final int CREDENTIALS = Integer.getInteger("credentials", 10_000);
  private static final int MODELS = Integer.getInteger("models", 50);
  private static final int WARM_UP = 40;
  private static final int TIMES = 100;
  private static final String KEY = "bench";
  private static final Pattern ID = Pattern.compile("\"stable_id\":\"([^\"]+)\"");

  private final Path root;
  private final Path home;
  private final HttpClient http = HttpClient.newHttpClient();
  private URI address = URI.create("http://127.0.0.1");

  private Large(Path root) {
    this.root = root;
    this.home = root.resolve("gateway/target/bench/large");
  }

  public static void main(String[] arguments) throws Exception {
    new Large(Path.of(arguments[0])).run();
  }

  private void run() throws Exception {
    makeHome();
    Process first = start();
    var ids =
        ID.matcher(get("?provider=demo"))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();
    stop(first);
    seed(ids);
    long begin = System.nanoTime();
    Process gateway = start();
    try {
      double start = (System.nanoTime() - begin) / 1e9;
      System.out.printf("%,d credentials x %,d models%n", ids.size(), MODELS);
      System.out.printf(
          "start to first answer: %.1f s, %d MiB resident%n", start, resident(gateway));
      for (String query : List.of("?provider=demo", "?provider=demo&detail=summary")) {
        measure(query);
      }
      System.out.printf("resident afterwards: %d MiB%n", resident(gateway));
    } finally {
      stop(gateway);
    }
  }

  private void makeHome() throws IOException {
    Path database = home.resolve("state/state.db");
    Files.createDirectories(database.getParent());
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(database.resolveSibling("state.db" + end));
    }
    var variables = new StringBuilder("PROXY_API_KEY=" + KEY + "\nMODEL_INFO_REFRESH=false\n");
    for (int i = 1; i <= CREDENTIALS; i++) {
      variables.append("DEMO_API_KEY_").append(i).append("=demo-").append(i).append('\n');
    }
    Files.writeString(home.resolve(".env"), variables);
  }

  private Process start() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    address = URI.create("http://127.0.0.1:" + port);
    var builder =
        new ProcessBuilder(
            root.resolve("keyrelay").toString(),
            "serve",
            "--home",
            home.toString(),
            "--port",
            "" + port);
    builder.environment().keySet().removeIf(name -> name.contains("_API_"));
    builder.redirectErrorStream(true).redirectOutput(home.resolve("log.txt").toFile());
    Process gateway = builder.start();
    while (!answers()) {
      if (!gateway.isAlive()) {
        throw new IOException("the gateway ended; see " + home.resolve("log.txt"));
      }
      Thread.sleep(50);
    }
    return gateway;
  }

  private boolean answers() throws InterruptedException {
    try {
      return http.send(request("/health"), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void stop(Process gateway) throws InterruptedException {
    gateway.destroy();
    gateway.waitFor();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .header("Authorization", "Bearer " + KEY)
        .build();
  }

  private String get(String query) throws IOException, InterruptedException {
    var answer = http.send(request("/v1/quota-stats" + query), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private void measure(String query) throws Exception {
    double[] millis = new double[TIMES];
    long bytes = 0;
    for (int i = -WARM_UP; i < TIMES; i++) {
      long begin = System.nanoTime();
      var answer = http.send(request("/v1/quota-stats" + query), BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException(query + ": " + answer.statusCode());
      }
      bytes = answer.body().length;
      millis[Math.max(0, i)] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "%-30s %,10d bytes; least %.0f, median %.0f, 95%% %.0f ms%n",
        query, bytes, millis[0], millis[TIMES / 2], millis[TIMES * 95 / 100]);
  }

  private static long resident(Process gateway) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  /** Writes rows as the gateway does: for each credential its totals and a book for each model. */
  private void seed(List<String> ids) throws SQLException {
    long now = System.currentTimeMillis();
    String url = "jdbc:sqlite:" + home.resolve("state/state.db");
    try (Connection database = DriverManager.getConnection(url)) {
      database.setAutoCommit(false);
      String insert = "INSERT OR REPLACE INTO state VALUES ('usage', 'demo', ?, ?, ?, ?)";
      try (var row = database.prepareStatement(insert)) {
        for (int i = 0; i < ids.size(); i++) {
          for (int model = -1; model < MODELS; model++) {
            row.setString(1, ids.get(i));
            row.setString(2, model < 0 ? "" : "model:model-" + model);
            row.setString(3, book(i, model, now));
            row.setLong(4, now);
            row.addBatch();
          }
          row.executeBatch();
        }
      }
      database.commit();
    }
  }

  private static String book(int credential, int model, long now) {
    int requests = 1 + (credential * 31 + model * 17) % 400;
    long first = now - 30_000_000L - model * 1_000L - credential;
    String totals = counts(requests * 9, first, now - model * 77L);
    String today = counts(requests, first, now - model * 77L);
    String window =
        ",\"started_at\":%d,\"ends_at\":%d,\"used\":%d,\"max_recorded\":%d,\"max_recorded_at\":%d"
            .formatted(first, first + 86_400_000L, requests, requests + 3, now - model * 77L);
    return model < 0
        ? "{" + totals + ",\"windows\":{}}"
        : "{" + totals + ",\"windows\":{\"daily\":{" + today + window + "}}}";
  }

  private static String counts(int requests, long first, long last) {
    return ("\"requests\":%d,\"successes\":%d,\"uncached_input\":%d,\"output\":%d,"
            + "\"first_used\":%d,\"last_used\":%d,\"cost_usd\":%s")
        .formatted(
            requests,
            requests - 1,
            requests * 813L,
            requests * 211L,
            first,
            last,
            requests * 31e-5);
  }
}
