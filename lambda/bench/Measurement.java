import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the packaged function and prints a table: how long the first answer takes from the
 * process's beginning, and what the function adds to an invocation when it is warm. See
 * lambda/README.md.
 *
 * <p>Arguments: the unpacked function, the folder of AWS's runtime interface client, and how often
 * a process is started, the warm-up, and how many invocations are counted.
 */
final class Measurement {

  private static final double MILLION = 1e6;

  private record Way(
      String name, List<String> command, Map<String, String> variables, boolean stream) {}

  private Measurement() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path function = Path.of(arguments[0]);
    Path client = Path.of(arguments[1]);
    int starts = Integer.parseInt(arguments[2]);
    int warmUp = Integer.parseInt(arguments[3]);
    int counted = Integer.parseInt(arguments[4]);
    var ways = ways(function, client);
    var cold = new LinkedHashMap<Way, List<Long>>();
    var cpu = new LinkedHashMap<Way, List<Long>>();
    // In turn, so that a busy moment of the machine meets all alike.
    for (int i = 0; i < starts; i++) {
      for (var way : ways) {
        try (var started = new Function(way.command(), way.variables())) {
          cold.computeIfAbsent(way, _ -> new ArrayList<>()).add(started.first(way.stream()));
          cpu.computeIfAbsent(way, _ -> new ArrayList<>()).add(started.cpu());
        }
      }
    }
    System.out.println(
        "load of the machine: " + Files.readString(Path.of("/proc/loadavg")).strip());
    System.out.println(
        "| | first answer, median (least–most), s | CPU of it, median, s | own time of a warm"
            + " invocation, median, ms | 99th percentile, ms | CPU of it, mean, ms |");
    System.out.println("|---|---|---|---|---|---|");
    for (var way : ways) {
      print(way, sorted(cold.get(way)), sorted(cpu.get(way)), warm(way, warmUp, counted));
    }
  }

  private static List<Way> ways(Path function, Path client) {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var bootstrap = List.of(function.resolve("bootstrap").toString());
    var heap = Map.of("KEYRELAY_JAVA_OPTS", "-Xmx1g");
    var handler =
        List.of(
            java,
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            client + "/*:" + function + "/lib/*",
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
            "dev.keyrelay.lambda.KeyRelayFunction");
    return List.of(
        new Way("streaming runtime, streamed answer", bootstrap, heap, true),
        new Way("streaming runtime, whole answer", bootstrap, heap, false),
        new Way("handler under AWS's runtime client", handler, Map.of(), false));
  }

  private record Warm(List<Long> own, long cpu) {}

  private static Warm warm(Way way, int warmUp, int counted)
      throws IOException, InterruptedException {
    try (var started = new Function(way.command(), way.variables())) {
      for (int i = 0; i < warmUp; i++) {
        started.invoke(way.stream());
      }
      long before = started.cpu();
      var own = new ArrayList<Long>();
      for (int i = 0; i < counted; i++) {
        own.add(started.invoke(way.stream()).own());
      }
      return new Warm(sorted(own), (started.cpu() - before) / counted);
    }
  }

  private static void print(Way way, List<Long> cold, List<Long> cpu, Warm warm) {
    System.out.printf(
        "| %s | %.2f (%.2f–%.2f) | %.2f | %.2f | %.2f | %.2f |%n",
        way.name(),
        at(cold, 50) / 1e9,
        cold.getFirst() / 1e9,
        cold.getLast() / 1e9,
        at(cpu, 50) / 1e9,
        at(warm.own(), 50) / MILLION,
        at(warm.own(), 99) / MILLION,
        warm.cpu() / MILLION);
  }

  private static List<Long> sorted(List<Long> values) {
    return values.stream().sorted().toList();
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
