import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes what was measured as a table for people and as JSON. */
record Report(Figures figures, Options options) {

  String markdown() throws IOException {
    return """
    | figure | nginx | gateway | gateway ÷ nginx |
    |---|---|---|---|
    %s%s%s%s| resident memory under load, MiB | %.0f | %.0f | |
    | resident memory after the first answers, MiB | | %.0f | |
    | start to first answer, s | | %s | |
    | failed requests | %.0f | %.0f | |

    %s. nginx and the gateway each had CPU %s, wrk and the upstream CPU %s; %d rounds of %d s in turn; medians (least to most).
    Without streams: %d connections, %.0f requests/s through nginx and %.0f through the gateway. Streams: %d open at once, %d chunks each,
    one every %d ms, %.0f chunks/s. Latency: at about 500 requests/s, above that of a direct call (p50 %.0f µs, p99 %.0f µs).
    """
        .formatted(
            row("CPU per request, µs", "cpu.request", 1),
            row("CPU per streamed chunk, µs", "cpu.chunk", 1),
            row("added latency p50, µs", "added.p50", 0),
            row("added latency p99, µs", "added.p99", 0),
            figures.most("nginx.rss"),
            figures.most("gateway.rss"),
            figures.median("gateway.rss.first"),
            spread("gateway.start", 2),
            figures.sum("nginx.errors"),
            figures.sum("gateway.errors"),
            machine(),
            options.proxyCpus(),
            options.loadCpus(),
            options.rounds(),
            options.seconds(),
            options.connections(),
            figures.median("nginx.rate"),
            figures.median("gateway.rate"),
            options.streams(),
            options.chunks(),
            options.gapMillis(),
            figures.median("gateway.chunks"),
            figures.median("direct.p50"),
            figures.median("direct.p99"));
  }

  String json() throws IOException {
    return """
    {
      "machine": "%s",
      "ratio": {"cpu.request": %.3f, "cpu.chunk": %.3f},
      "rounds": %s
    }
    """
        .formatted(machine(), ratio("cpu.request"), ratio("cpu.chunk"), figures.json());
  }

  /** Writes both forms. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.json"), json());
    Files.writeString(folder.resolve("results.md"), markdown());
  }

  private String row(String title, String name, int digits) {
    String ratio = name.startsWith("cpu.") ? String.format(Locale.ROOT, "%.1f", ratio(name)) : "";
    return "| %s | %s | %s | %s |%n"
        .formatted(
            title, spread("nginx." + name, digits), spread("gateway." + name, digits), ratio);
  }

  private double ratio(String name) {
    return figures.median("gateway." + name) / figures.median("nginx." + name);
  }

  private String spread(String name, int digits) {
    String number = "%." + digits + "f";
    return String.format(
        Locale.ROOT,
        number + " (" + number + " to " + number + ")",
        figures.median(name),
        figures.least(name),
        figures.most(name));
  }

  private static String machine() throws IOException {
    String memory = first(Path.of("/proc/meminfo"), "MemTotal:").replaceAll("\\D+", "");
    String cpu = first(Path.of("/proc/cpuinfo"), "model name").replaceFirst(".*?: *", "");
    return "%d CPUs (%s), %d GiB, Linux %s, %s %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            cpu,
            Long.parseLong(memory) / 1024 / 1024,
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            System.getProperty("java.version"));
  }

  private static String first(Path file, String start) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse(start + ": 0");
  }
}
