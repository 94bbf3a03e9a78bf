import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to run the benchmark.
 *
 * @param gateway the command that starts the gateway; {@code {port}} and {@code {home}} are filled
 *     in
 * @param proxyCpus the CPUs that nginx and the gateway run on
 * @param loadCpus the CPUs that wrk and the upstream run on
 * @param rounds how often everything is measured, nginx and gateway in turn
 * @param seconds how long each measurement takes
 * @param warmup how many seconds of load the gateway gets in each dialect before the first
 *     measurement
 * @param connections the connections of the load without streams
 * @param streams the streams open at once
 * @param chunks the chunks of a stream
 * @param gapMillis the milliseconds between two chunks of a stream
 * @param starts how often the start is timed
 * @param out where the results go
 */
record Options(
    List<String> gateway,
    String proxyCpus,
    String loadCpus,
    int rounds,
    int seconds,
    int warmup,
    int connections,
    int streams,
    int chunks,
    int gapMillis,
    int starts,
    Path out) {

  static final String HELP =
      """
      gateway/bench/run [--name value]...
        --gateway "CMD"   how to start the gateway ({root}/keyrelay serve --port {port} --home {home})
        --proxy-cpus N    CPUs of nginx and the gateway (0)
        --load-cpus N     CPUs of wrk and the upstream (1)
        --rounds N        repetitions, nginx and gateway in turn (5)
        --seconds N       length of each measurement (8)
        --warmup N        seconds of load in each dialect before the first measurement (40)
        --connections N   connections of the load without streams (32)
        --streams N       streams open at once (200)
        --chunks N        chunks of a stream (50)
        --gap-ms N        milliseconds between two chunks of a stream (20)
        --starts N        how often the start is timed (5)
        --out FOLDER      where results.json and results.md go (gateway/target/bench)
      """;

  private static final Set<String> NAMES =
      Set.of(
          "gateway",
          "proxy-cpus",
          "load-cpus",
          "rounds",
          "seconds",
          "warmup",
          "connections",
          "streams",
          "chunks",
          "gap-ms",
          "starts",
          "out");

  static Options parse(String[] arguments, Path root) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " (expected: one of the options below and its value)");
      }
      given.put(name, arguments[i + 1]);
    }
    String command =
        given.getOrDefault("gateway", root + "/keyrelay serve --port {port} --home {home}");
    return new Options(
        List.of(command.replace("{root}", root.toString()).split(" +")),
        given.getOrDefault("proxy-cpus", "0"),
        given.getOrDefault("load-cpus", "1"),
        number(given, "rounds", 5),
        number(given, "seconds", 8),
        number(given, "warmup", 40),
        number(given, "connections", 32),
        number(given, "streams", 200),
        number(given, "chunks", 50),
        number(given, "gap-ms", 20),
        number(given, "starts", 5),
        Path.of(given.getOrDefault("out", root.resolve("gateway/target/bench").toString())));
  }

  /** The CPUs of both. */
  String allCpus() {
    return proxyCpus + "," + loadCpus;
  }

  private static int number(Map<String, String> given, String name, int standard) {
    return given.containsKey(name) ? Integer.parseInt(given.get(name)) : standard;
  }
}
