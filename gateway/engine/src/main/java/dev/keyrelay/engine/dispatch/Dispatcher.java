package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.config.RetrySettings;
import dev.keyrelay.engine.routing.Plan;
import dev.keyrelay.engine.routing.PlannedTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Runs a call along its plan, one target after the other, until one serves or the deadline passes.
 * What happens on one target is {@link TargetRun}'s.
 */
public final class Dispatcher {

  private final Map<String, ActiveProvider> providers;
  private final Exchanges exchanges;
  private final RetrySettings retries;
  private final Time time;
  private final Conversations conversations;

  /**
   * The passing of time.
   *
   * @param clock what time it is
   * @param sleeper how to wait
   * @param random for jitter
   */
  public record Time(InstantSource clock, Sleeper sleeper, RandomGenerator random) {}

  /**
   * A dispatcher.
   *
   * @param providers by provider id; more may come
   * @param exchanges makes one exchange
   * @param retries what happens between attempts
   * @param conversations tells which conversation a call belongs to
   */
  public Dispatcher(
      Map<String, ActiveProvider> providers,
      Exchanges exchanges,
      RetrySettings retries,
      Time time,
      Conversations conversations) {
    this.providers = providers;
    this.exchanges = exchanges;
    this.retries = retries;
    this.time = time;
    this.conversations = conversations;
  }

  /**
   * Answers a call.
   *
   * @param trace is told of attempts, and of the answer to its end; not of refusals
   * @throws GatewayException if nothing serves; it says why, and when to come back
   * @throws InterruptedException if the calling thread was interrupted; nothing is left open
   */
  public Answer run(Call call, Plan plan, CallTrace trace)
      throws GatewayException, InterruptedException {
    return run(call, plan, trace, Following.NOBODY);
  }

  /** Answers a call that somebody follows, as {@link #run(Call, Plan, CallTrace)}. */
  public Answer run(Call call, Plan plan, CallTrace trace, Following following)
      throws GatewayException, InterruptedException {
    var journey = new Journey(call, time.clock(), trace, following);
    var targets = TargetOrder.of(plan, providers, time.clock().instant());
    for (int i = 0; i < targets.size(); i++) {
      var target = targets.get(i);
      var onward = plan.chain().after(i == targets.size() - 1, call.stream());
      var answer =
          new TargetRun(
                  call,
                  target,
                  provider(target),
                  exchanges,
                  retries,
                  time,
                  journey,
                  onward,
                  conversations.of(call, target.target()))
              .run();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (!journey.movesOn(onward) || timeLeft(call).isNegative()) {
        break;
      }
    }
    throw journey.end();
  }

  private ActiveProvider provider(PlannedTarget planned) {
    var active = providers.get(planned.target().provider());
    if (active == null) {
      throw new IllegalStateException("plan: provider " + planned.target().provider() + " unknown");
    }
    return active;
  }

  private Duration timeLeft(Call call) {
    return Duration.between(time.clock().instant(), call.deadline());
  }
}
