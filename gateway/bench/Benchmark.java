import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures the gateway beside nginx as a plain reverse proxy: the same upstreams, the same CPUs,
 * one after the other in every round. All traffic stays on 127.0.0.1.
 */
public final class Benchmark {

  private static final int STEADY_CONNECTIONS = 16;
  private static final int STEADY_PAUSE_MILLIS = 32;

  private final Options options;
  private final Path sources;
  private final Servers servers;
  private final Path work;
  private final Figures figures = new Figures();

  private Benchmark(Options options, Path sources, Path work) throws IOException {
    this.options = options;
    this.sources = sources;
    this.work = work;
    this.servers = new Servers(options, sources, work);
  }

  /**
   * A way through a proxy under test.
   *
   * @param name its name in the figures
   * @param program what runs it
   * @param whole where whole answers are asked for
   * @param wholeModel the model to name there
   * @param streams where streams are asked for
   * @param streamModel the model to name there
   * @param dialect what clients speak; the upstreams speak {@code openai}
   */
  private record Subject(
      String name,
      String dialect,
      Program program,
      String whole,
      String wholeModel,
      String streams,
      String streamModel) {}

  public static void main(String[] arguments) throws Exception {
    Path root =
        Path.of(System.getProperty("jdk.launcher.sourcefile", "gateway/bench/Benchmark.java"));
    Path sources = root.toAbsolutePath().getParent();
    Options options;
    try {
      options = Options.parse(arguments, sources.getParent().getParent());
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage() + "\n" + Options.HELP);
      System.exit(2);
      return;
    }
    Path work = Files.createTempDirectory("keyrelay-bench");
    var benchmark = new Benchmark(options, sources, work);
    Runtime.getRuntime().addShutdownHook(new Thread(benchmark.servers::close));
    benchmark.run();
    benchmark.servers.close();
    deleteAll(work);
    System.exit(0);
  }

  /** The logs stay where they are if the benchmark fails. */
  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void run() throws Exception {
    sayIfBusy();
    servers.startUpstreams();
    for (int i = 0; i < options.starts(); i++) {
      timeStart(i);
    }
    int port = Servers.freePort();
    Program gateway = servers.startGateway(port, work.resolve("home"));
    awaitAnswer(gateway, port);
    String url = "http://127.0.0.1:" + port + "/v1/chat/completions";
    var relay = new Subject("gateway", "openai", gateway, url, "openai/bench", url, "demo/bench");
    String other = "http://127.0.0.1:" + port + "/v1/messages";
    var translated =
        new Subject("translated", "anthropic", gateway, other, "openai/bench", other, "demo/bench");
    String proxy = "http://127.0.0.1:" + servers.nginxPort;
    String path = "/v1/chat/completions";
    var nginx =
        new Subject(
            "nginx",
            "openai",
            servers.startNginx(),
            proxy + "/whole" + path,
            "bench",
            proxy + "/streams" + path,
            "bench");
    warm(relay);
    warm(translated);
    for (int round = 0; round < options.rounds(); round++) {
      say("round " + (round + 1) + " of " + options.rounds());
      measure(round % 2 == 0 ? nginx : relay);
      measure(round % 2 == 0 ? relay : nginx);
      measure(translated);
      measureAddedLatency(List.of(nginx, relay));
    }
    var report = new Report(figures, options);
    report.write(options.out());
    System.out.println(report.markdown());
    System.out.println("Written to " + options.out());
  }

  /** From the start of the command to the first answer of status 200, with both sets of CPUs. */
  private void timeStart(int number) throws Exception {
    int port = Servers.freePort();
    Path home = Files.createDirectories(work.resolve("start-" + number));
    long begin = System.nanoTime();
    try (Program gateway = servers.startGateway(port, home, options.allCpus())) {
      awaitAnswer(gateway, port);
      figures.add("gateway.start", (System.nanoTime() - begin) / 1e9);
      figures.add("gateway.rss.first", gateway.residentMiB());
    }
  }

  private void awaitAnswer(Program gateway, int port) throws Exception {
    long end = System.nanoTime() + 120_000_000_000L;
    int status = 0;
    while (status != 200) {
      if (!gateway.alive() || System.nanoTime() > end) {
        throw new IOException(
            "no answer from the gateway (last status "
                + status
                + "); see "
                + work.resolve("gateway.log"));
      }
      status = servers.askGateway(port);
      if (status != 200) {
        Thread.sleep(5);
      }
    }
  }

  private void warm(Subject relay) throws Exception {
    say("warming up " + relay.name() + " for " + options.warmup() + " s");
    int half = Math.max(1, options.warmup() / 2);
    load(whole(relay), half);
    load(streams(relay), half);
  }

  private void measure(Subject subject) throws Exception {
    double before = subject.program().cpuSeconds();
    Wrk plain = load(whole(subject), options.seconds());
    double between = subject.program().cpuSeconds();
    figures.add(subject.name() + ".cpu.request", (between - before) / plain.requests() * 1e6);
    figures.add(subject.name() + ".rate", plain.requests() / plain.seconds());

    long chunksBefore = servers.chunksWritten();
    before = subject.program().cpuSeconds();
    Wrk streamed = load(streams(subject), options.seconds());
    double chunks = servers.chunksWritten() - chunksBefore;
    figures.add(
        subject.name() + ".cpu.chunk", (subject.program().cpuSeconds() - before) / chunks * 1e6);
    figures.add(subject.name() + ".chunks", chunks / streamed.seconds());
    figures.add(subject.name() + ".rss", subject.program().residentMiB());
    figures.add(subject.name() + ".errors", plain.errors() + streamed.errors());
  }

  private void measureAddedLatency(List<Subject> subjects) throws Exception {
    String direct = "http://127.0.0.1:" + servers.upstreamPort + "/v1/chat/completions";
    Wrk base = load(steady(direct, "bench"), options.seconds());
    figures.add("direct.p50", base.p50Micros());
    figures.add("direct.p99", base.p99Micros());
    for (Subject subject : subjects) {
      Wrk seen = load(steady(subject.whole(), subject.wholeModel()), options.seconds());
      figures.add(subject.name() + ".added.p50", seen.p50Micros() - base.p50Micros());
      figures.add(subject.name() + ".added.p99", seen.p99Micros() - base.p99Micros());
    }
  }

  private Wrk.Load whole(Subject subject) {
    return new Wrk.Load(
        subject.whole(), subject.wholeModel(), false, subject.dialect(), options.connections(), 0);
  }

  private Wrk.Load streams(Subject subject) {
    return new Wrk.Load(
        subject.streams(), subject.streamModel(), true, subject.dialect(), options.streams(), 0);
  }

  private static Wrk.Load steady(String url, String model) {
    return new Wrk.Load(url, model, false, "openai", STEADY_CONNECTIONS, STEADY_PAUSE_MILLIS);
  }

  private Wrk load(Wrk.Load load, int seconds) throws Exception {
    return Wrk.run(load, seconds, options.loadCpus(), Servers.KEY, sources);
  }

  private static void sayIfBusy() throws IOException {
    double load = Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    if (load > 0.5 * Runtime.getRuntime().availableProcessors()) {
      say("other programs keep this machine busy (load " + load + "); the figures will be noisy");
    }
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }
}
