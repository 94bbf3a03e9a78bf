package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.Stats;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.CallEnd;
import dev.keyrelay.engine.dispatch.CallTrace;
import dev.keyrelay.engine.dispatch.Served;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Watches a gateway of this process: its latest requests and how many there are each second. Told
 * by the threads of calls; read by the screen.
 */
final class LiveGateway {

  private static final int KEPT = 100;
  private static final int SECONDS = 60;

  private final Gateway gateway;
  private final InstantSource clock;
  private final Instant since;
  private final Deque<Watched> latest = new ArrayDeque<>();
  private final long[] counts = new long[SECONDS];
  private final long[] used = new long[SECONDS];
  private long countedUntil;
  private long total;
  private long failed;
  private long tokens;
  private int running;

  LiveGateway(Gateway gateway, InstantSource clock) {
    this.gateway = gateway;
    this.clock = clock;
    this.since = clock.instant();
    this.countedUntil = since.getEpochSecond();
    gateway.engine().observers().add(this::begin);
  }

  /** The gateway. */
  Gateway gateway() {
    return gateway;
  }

  private synchronized CallTrace begin(Call call) {
    forward();
    counts[(int) (countedUntil % SECONDS)]++;
    total++;
    running++;
    var watched = new Watched(call.model(), clock.instant());
    latest.addFirst(watched);
    if (latest.size() > KEPT) {
      latest.removeLast();
    }
    return watched;
  }

  /** Empties the seconds that have passed since the last count. */
  private void forward() {
    long now = clock.instant().getEpochSecond();
    while (countedUntil < now) {
      countedUntil++;
      counts[(int) (countedUntil % SECONDS)] = 0;
      used[(int) (countedUntil % SECONDS)] = 0;
      if (now - countedUntil > SECONDS) {
        countedUntil = now - SECONDS;
      }
    }
  }

  /** What is to be seen now, but for log lines. */
  synchronized Live live(Standing standing, List<String> log) {
    forward();
    var perSecond = new ArrayList<Long>();
    for (long second = countedUntil - SECONDS + 1; second <= countedUntil; second++) {
      perSecond.add(counts[(int) Math.floorMod(second, (long) SECONDS)]);
    }
    Instant now = clock.instant();
    return new Live(
        Live.Status.RUNNING,
        gateway.uri().toString(),
        since,
        latest.stream().map(one -> one.request(now)).toList(),
        perSecond,
        total,
        failed,
        tokens,
        Arrays.stream(used).sum(),
        running,
        standing,
        log);
  }

  /** How quotas and credentials stand. */
  Standing standing() {
    try {
      return Standing.of(Stats.of(gateway.engine()));
    } catch (IOException e) {
      return Standing.UNKNOWN;
    }
  }

  /** One call; guarded by the lock of the gateway that it belongs to. */
  private final class Watched implements CallTrace {

    private final String model;
    private final Instant begun;
    private String target = "";
    private String state = "…";
    private int attempts;
    private Optional<Duration> took = Optional.empty();
    private long usage;

    Watched(String model, Instant begun) {
      this.model = model;
      this.begun = begun;
    }

    Request request(Instant now) {
      return new Request(
          begun,
          model,
          target,
          state,
          attempts,
          took.orElseGet(() -> Duration.between(begun, now)),
          usage);
    }

    @Override
    public void sends(Target to, String credential, Supplier<UpstreamRequest> request) {
      synchronized (LiveGateway.this) {
        target = to.toString();
        attempts++;
      }
    }

    @Override
    public void streams(Served served) {
      synchronized (LiveGateway.this) {
        state = "stream";
      }
    }

    @Override
    public void ended(CallEnd end) {
      synchronized (LiveGateway.this) {
        running--;
        took = Optional.of(Duration.between(begun, clock.instant()));
        usage = end.usage().map(TokenUsage::total).orElse(0L);
        tokens += usage;
        forward();
        used[(int) (countedUntil % SECONDS)] += usage;
        state =
            switch (end.kind()) {
              case SERVED -> "200";
              case BROKEN -> "broken";
              case CANCELLED -> "left";
              case REFUSED -> end.error().map(error -> "" + error.status()).orElse("failed");
            };
        if (end.kind() != CallEnd.Kind.SERVED) {
          failed++;
        }
      }
    }
  }
}
