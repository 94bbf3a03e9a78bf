package dev.keyrelay.server.background;

import dev.keyrelay.engine.dispatch.Sleeper;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.QuotaReadings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks upstream, credential after credential, what quota is left. The questions of a provider are
 * spread evenly over its interval by one thread, however many credentials there are.
 */
@Singleton
final class QuotaPoll {

  private static final Logger LOG = LoggerFactory.getLogger(QuotaPoll.class);

  /** The first round is quicker than the interval asks, so that a fresh start soon knows. */
  private static final Duration FIRST_STEP = Duration.ofMillis(200);

  /** Questions of one provider that may wait for their answers at the same time. */
  private static final int AT_ONCE = 8;

  /** So many questions are asked of credentials as they stood at the first of them. */
  private static final int BATCH = 32;

  private final QuotaQuestions questions;

  QuotaPoll(QuotaQuestions questions) {
    this.questions = questions;
  }

  /** The providers that can tell. */
  List<String> providers() {
    return questions.providers().keySet().stream()
        .filter(provider -> questions.readings(provider).isPresent())
        .toList();
  }

  /** Asks for one provider's credentials, round after round, until interrupted. */
  void run(String provider, Sleeper sleeper) throws InterruptedException {
    var readings = questions.readings(provider).orElseThrow();
    var pool = questions.pool(provider).orElseThrow();
    var free = new Semaphore(AT_ONCE);
    for (boolean first = true; ; first = false) {
      var step = readings.interval().dividedBy(Math.max(1, pool.size()));
      round(
          new Round(provider, readings, free),
          pool,
          first && step.compareTo(FIRST_STEP) > 0 ? FIRST_STEP : step,
          sleeper);
      if (first || pool.size() == 0) {
        sleeper.sleep(readings.interval());
      }
    }
  }

  private record Round(String provider, QuotaReadings readings, Semaphore free) {}

  private void round(Round round, CredentialPool pool, Duration step, Sleeper sleeper)
      throws InterruptedException {
    var members = pool.members();
    for (int i = 0; i < members.size(); i++) {
      if (!members.get(i).disabled()) {
        round.free().acquire();
        Credential credential = members.get(i).credential();
        Thread.ofVirtual().name("quota-question").start(() -> ask(round, credential));
      }
      sleeper.sleep(step);
      if (i % BATCH == BATCH - 1) {
        members = pool.members();
      }
    }
  }

  private void ask(Round round, Credential credential) {
    try {
      questions
          .ask(round.provider(), round.readings(), credential)
          .ifPresent(problem -> LOG.debug("quota not told: {}", problem));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      round.free().release();
    }
  }
}
