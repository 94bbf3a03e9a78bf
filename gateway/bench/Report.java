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
    | figure | nginx | gateway | ÷ nginx | gateway, translating | ÷ gateway |
    |---|---|---|---|---|---|
    %s%s%s%s| resident memory under load, MiB | %.0f | %.0f | | | |
    | resident memory after the first answer, MiB | | %.0f | | | |
    | start to first answer, s | | %s | | | |
    | failed requests | %.0f | %.0f | | %.0f | |

    %s. Everything that is measured had CPU %s, wrk and the upstreams CPU %s; %d rounds of %d s in turn; medians (least to most).
    Whole answers: %d connections, %.0f requests/s through nginx, %.0f through the gateway, %.0f translated. Streams: %d open at once, %d chunks
    each, one every %d ms, %.0f chunks/s. Translating: clients speak Anthropic's dialect, upstream OpenAI's. Latency: at about 500 requests/s,
    above that of a direct call (p50 %.0f µs, p99 %.0f µs).
    """
        .formatted(
            row("CPU per request, µs", "cpu.request", 1),
            row("CPU per streamed chunk, µs", "cpu.chunk", 1),
            latency("added latency p50, µs", "added.p50"),
            latency("added latency p99, µs", "added.p99"),
            figures.most("nginx.rss"),
            Math.max(figures.most("gateway.rss"), figures.most("translated.rss")),
            figures.median("gateway.rss.first"),
            spread("gateway.start", 2),
            figures.sum("nginx.errors"),
            figures.sum("gateway.errors"),
            figures.sum("translated.errors"),
            machine(),
            options.proxyCpus(),
            options.loadCpus(),
            options.rounds(),
            options.seconds(),
            options.connections(),
            figures.median("nginx.rate"),
            figures.median("gateway.rate"),
            figures.median("translated.rate"),
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
      "gateway ÷ nginx": {"cpu.request": %.3f, "cpu.chunk": %.3f},
      "translated ÷ gateway": {"cpu.request": %.3f, "cpu.chunk": %.3f},
      "rounds": %s
    }
    """
        .formatted(
            machine(),
            ratio("gateway", "nginx", "cpu.request"),
            ratio("gateway", "nginx", "cpu.chunk"),
            ratio("translated", "gateway", "cpu.request"),
            ratio("translated", "gateway", "cpu.chunk"),
            figures.json());
  }

  /** Writes both forms. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.json"), json());
    Files.writeString(folder.resolve("results.md"), markdown());
  }

  private String row(String title, String name, int digits) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.1f | %s | %.1f |%n",
        title,
        spread("nginx." + name, digits),
        spread("gateway." + name, digits),
        ratio("gateway", "nginx", name),
        spread("translated." + name, digits),
        ratio("translated", "gateway", name));
  }

  private String latency(String title, String name) {
    return "| %s | %s | %s | | | |%n"
        .formatted(title, spread("nginx." + name, 0), spread("gateway." + name, 0));
  }

  private double ratio(String one, String other, String name) {
    return figures.median(one + "." + name) / figures.median(other + "." + name);
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
            System.getProperty("os.version").replaceFirst("-.*", ""),
            System.getProperty("java.vm.name"),
            System.getProperty("java.version"));
  }

  private static String first(Path file, String start) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse(start + ": 0");
  }
}
