import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk saw.
 *
 * @param requests complete answers
 * @param seconds how long it ran
 * @param errors answers that failed, by status or by socket
 * @param p50Micros the median of the time from request to complete answer
 * @param p99Micros its 99th percentile
 */
record Wrk(long requests, double seconds, long errors, double p50Micros, double p99Micros) {

  private static final Pattern LINE =
      Pattern.compile(
          "BENCH requests=(\\d+) micros=(\\d+) bytes=\\d+ errors=(\\d+) p50=(\\d+) p99=(\\d+)");

  /**
   * A load.
   *
   * @param url where to
   * @param model the model to name
   * @param stream whether to ask for a stream
   * @param dialect what to ask in, {@code openai} or {@code anthropic}
   * @param connections how many at once
   * @param pauseMillis the mean pause between two requests of a connection
   */
  record Load(
      String url, String model, boolean stream, String dialect, int connections, int pauseMillis) {}

  /** Runs a load for a time, and waits for its end. */
  static Wrk run(Load load, int seconds, String cpus, String key, Path folder)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            List.of(
                "taskset",
                "-c",
                cpus,
                "wrk",
                "-t1",
                "-c" + load.connections(),
                "-d" + seconds + "s",
                "--timeout",
                "20s",
                "-s",
                folder.resolve("chat.lua").toString(),
                load.url()));
    builder.environment().put("BENCH_MODEL", load.model());
    builder.environment().put("BENCH_STREAM", String.valueOf(load.stream()));
    builder.environment().put("BENCH_DIALECT", load.dialect());
    builder.environment().put("BENCH_KEY", key);
    builder.environment().put("BENCH_PAUSE_MS", String.valueOf(load.pauseMillis()));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher found = LINE.matcher(output);
    if (!found.find()) {
      throw new IOException("wrk said nothing of use:\n" + output);
    }
    return new Wrk(
        Long.parseLong(found.group(1)),
        Long.parseLong(found.group(2)) / 1e6,
        Long.parseLong(found.group(3)),
        Double.parseDouble(found.group(4)),
        Double.parseDouble(found.group(5)));
  }
}
