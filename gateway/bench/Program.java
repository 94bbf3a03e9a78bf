import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that the benchmark started on given CPUs, and what it and its children use. */
final class Program implements AutoCloseable {

  /** Linux counts CPU time in ticks of this many a second for user space (USER_HZ). */
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /**
   * Starts a program. Its output goes to a file. It sees no credentials but those it is given,
   * because those of the user must not meet the upstream of a benchmark.
   */
  static Program start(
      String cpus, Path folder, Map<String, String> environment, File log, List<String> command)
      throws IOException {
    var pinned = new ArrayList<>(List.of("taskset", "-c", cpus));
    pinned.addAll(command);
    var builder = new ProcessBuilder(pinned).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("_API_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    return new Program(builder.start());
  }

  boolean alive() {
    return process.isAlive();
  }

  /** User and system time so far of the program and its living children, in seconds. */
  double cpuSeconds() throws IOException {
    double ticks = 0;
    for (long pid : pids()) {
      String stat = read(pid, "stat");
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Resident memory now of the program and its living children, in MiB. */
  double residentMiB() throws IOException {
    double kib = 0;
    for (long pid : pids()) {
      kib +=
          read(pid, "status")
              .lines()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
              .sum();
    }
    return kib / 1024;
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  private static String read(long pid, String file) throws IOException {
    return Files.readString(Path.of("/proc", String.valueOf(pid), file));
  }

  /** Ends the program and its children, gently at first. */
  @Override
  public void close() {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
