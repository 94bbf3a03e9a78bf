package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use a credential for one attempt. Ended exactly once, by one of {@link #succeed},
 * {@link #fail}, {@link #breakOff} and {@link #cancel}; {@link #close} cancels one that was not.
 */
public final class Lease implements LeaseResult, AutoCloseable {

  /** What to give back of a credential that nobody shares. */
  static final Runnable NO_SLOT = () -> {};

  private final Lending lending;
  private final Member member;
  private volatile Credential credential;
  private final Subject subject;
  private final Instant begun;
  private final Optional<Bound> session;
  private final AtomicBoolean ended = new AtomicBoolean();
  private Runnable slot = NO_SLOT;

  Lease(Lending lending, Member member, Subject subject, Instant begun, Optional<Bound> session) {
    this.lending = lending;
    this.member = member;
    this.credential = member.credential;
    this.subject = subject;
    this.begun = begun;
    this.session = session;
  }

  /** The credential to show upstream. */
  public Credential credential() {
    return credential;
  }

  /** The credential has been renewed since it was lent: this is what upstream is shown. */
  public void shows(Credential fresh) {
    credential = fresh;
  }

  /** What is leased, for which model. */
  public Subject subject() {
    return subject;
  }

  /** Upstream answered; its headers may state limits. */
  public void answered(Headers headers) {
    lending.answered(this, headers);
  }

  /** An error of upstream told of quotas. */
  public void told(List<QuotaReading> readings) {
    if (!readings.isEmpty()) {
      lending.told(this, readings);
    }
  }

  /** The answer has begun to serve, before its end. */
  public void serves() {
    lending.serves(this);
  }

  /** The whole answer arrived. */
  public void succeed(Optional<TokenUsage> usage) {
    endOnce();
    lending.ended(this, Outcome.Result.SUCCEEDED, Optional.empty(), usage);
  }

  /**
   * The attempt failed.
   *
   * @return the cooldown that follows, if any
   */
  public Optional<Cooldown> fail(Failure failure, Optional<TokenUsage> usage) {
    endOnce();
    return lending.ended(this, Outcome.Result.FAILED, Optional.of(failure), usage);
  }

  /** The answer broke off after its beginning had gone to the client. */
  public Optional<Cooldown> breakOff(Failure failure, Optional<TokenUsage> usage) {
    endOnce();
    return lending.ended(this, Outcome.Result.PARTIAL, Optional.of(failure), usage);
  }

  /** The client went away. */
  public void cancel(Optional<TokenUsage> usage) {
    endOnce();
    lending.ended(this, Outcome.Result.CANCELLED, Optional.empty(), usage);
  }

  @Override
  public void close() {
    if (!ended.get()) {
      cancel(Optional.empty());
    }
  }

  private void endOnce() {
    if (!ended.compareAndSet(false, true)) {
      throw new IllegalStateException("lease of " + subject + " has ended already");
    }
    slot.run();
  }

  /** Holds a slot until the lease ends. */
  Lease holding(Runnable givingBack) {
    slot = givingBack;
    return this;
  }

  /** The attempt will not be made, so nothing is counted. */
  void unused() {
    endOnce();
    lending.unused(this);
  }

  Member member() {
    return member;
  }

  Instant begun() {
    return begun;
  }

  Optional<Bound> session() {
    return session;
  }
}
