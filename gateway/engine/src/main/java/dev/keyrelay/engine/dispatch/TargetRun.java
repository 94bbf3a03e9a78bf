package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.config.RetrySettings;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.engine.routing.Chain;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one call does on one target: leases, exchanges, and the consequences of failures. */
final class TargetRun {

  private static final Logger LOG = LoggerFactory.getLogger(TargetRun.class);
  private static final Set<FailureKind> TO_MEND =
      Set.of(FailureKind.BAD_CREDENTIAL, FailureKind.FORBIDDEN, FailureKind.NO_MONEY);

  private final Call call;
  private final PlannedTarget planned;
  private final ActiveProvider active;
  private final Exchanges exchanges;
  private final RetrySettings retries;
  private final Dispatcher.Time time;
  private final Journey journey;
  private final Chain onward;
  private final Conversation conversation;

  private final Set<String> tried = new HashSet<>();
  private final Set<String> barred;
  private @Nullable Instant soon;
  private boolean backedOff;

  TargetRun(
      Call call,
      PlannedTarget planned,
      ActiveProvider active,
      Exchanges exchanges,
      RetrySettings retries,
      Dispatcher.Time time,
      Journey journey,
      Chain onward,
      Conversation conversation) {
    this.call = call;
    this.planned = planned;
    this.active = active;
    this.exchanges = exchanges;
    this.retries = retries;
    this.time = time;
    this.journey = journey;
    this.barred = barred(active, journey.following().credential());
    this.onward = onward;
    this.conversation = conversation;
  }

  /** The answer; empty if this target does not serve. */
  Optional<Answer> run() throws GatewayException, InterruptedException {
    while (timeLeft().isPositive()) {
      switch (active.pool().lease(wish(), timeLeft(), retries.waitBelow())) {
        case Lease lease -> {
          var made = exchange(lease);
          if (made instanceof Exchanged.Served served) {
            return Optional.of(served.answer());
          }
          if (!goesOn(((Exchanged.Failed) made))) {
            return Optional.empty();
          }
        }
        case Denied denied -> {
          if (!waitedForOwnCooldown()) {
            journey.denied(planned.target(), denied);
            return Optional.empty();
          }
        }
      }
    }
    return Optional.empty();
  }

  private LeaseWish wish() {
    var model = planned.target().model();
    return new LeaseWish(model, active.quotaGroups().of(model), conversation, unwanted());
  }

  private Set<String> unwanted() {
    if (barred.isEmpty()) {
      return Set.copyOf(tried);
    }
    var unwanted = new HashSet<>(tried);
    unwanted.addAll(barred);
    return unwanted;
  }

  /** All credentials but the one that alone may serve, if there is such a one. */
  private static Set<String> barred(ActiveProvider active, Optional<String> only) {
    return only.map(
            id ->
                active.pool().members().stream()
                    .map(member -> member.credential().id())
                    .filter(other -> !other.equals(id))
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private Exchanged exchange(Lease lease) throws InterruptedException {
    Instant begun = time.clock().instant();
    Exchanged made;
    try {
      made = exchanges.make(call, planned, active.provider(), lease, journey);
    } catch (InterruptedException e) {
      lease.cancel(UsageEstimate.unanswered(call));
      throw e;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
    if (made instanceof Exchanged.Failed failed) {
      var until = lease.fail(failed.failure(), failed.usage()).map(Cooldown::until);
      var returns = until.or(() -> active.pool().reopens(planned.target().model()));
      journey.failed(planned.target(), lease.subject().credential(), begun, failed, returns);
      tell(failed.failure(), lease.subject().credential());
    }
    return made;
  }

  /** What the operator has to mend, and clients are not told. */
  private void tell(Failure failure, String credential) {
    if (TO_MEND.contains(failure.kind())) {
      LOG.atWarn()
          .addKeyValue("request_id", call.id())
          .log("{} refuses credential {}: {}", planned.target(), credential, failure.message());
    }
  }

  /** The whole retry policy: what a failure means for the next attempt. */
  private boolean goesOn(Exchanged.Failed failed) throws GatewayException, InterruptedException {
    var failure = failed.failure();
    return switch (failure.kind().blame()) {
      case REQUEST -> {
        if (!onward.movesOn(failure.kind())) {
          throw journey.refused(failed);
        }
        yield false;
      }
      case CREDENTIAL -> {
        noteOwnCooldown(failure);
        tried.add(journey.lastCredential());
        yield true;
      }
      case MODEL -> false;
      case PROVIDER -> !backedOff && !setAside() && backOff(failure);
    };
  }

  private boolean setAside() {
    return active.pool().setAside(planned.target().model(), time.clock().instant());
  }

  private boolean backOff(Failure failure) throws InterruptedException {
    backedOff = true;
    var jitter = retries.jitter().toMillis() * time.random().nextDouble();
    var wish = failure.retryAfter().filter(Duration::isPositive);
    var pause = wish.orElse(retries.pause().plusMillis((long) jitter));
    boolean tooLong = wish.isPresent() && pause.compareTo(retries.waitBelow()) > 0;
    if (tooLong || pause.compareTo(timeLeft()) >= 0) {
      return false;
    }
    time.sleeper().sleep(pause);
    return true;
  }

  /** A short delay that upstream asks for is worth waiting for, if no other credential serves. */
  private void noteOwnCooldown(Failure failure) {
    failure
        .retryAfter()
        .filter(delay -> delay.isPositive() && delay.compareTo(retries.waitBelow()) < 0)
        .map(delay -> time.clock().instant().plus(delay))
        .filter(at -> soon == null || at.isBefore(soon))
        .ifPresent(at -> soon = at);
  }

  /** Waits, once, until the first credential that this call has tried may be used again. */
  private boolean waitedForOwnCooldown() throws InterruptedException {
    Instant at = soon;
    if (at == null || !at.isBefore(call.deadline()) || backedOff) {
      return false;
    }
    backedOff = true;
    time.sleeper().sleep(Duration.between(time.clock().instant(), at));
    tried.clear();
    return true;
  }

  private Duration timeLeft() {
    return Duration.between(time.clock().instant(), call.deadline());
  }
}
