package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Optional;

/** What follows from attempts for the ledger, for cooldowns, and for who listens. */
final class Aftermath {

  private final Cooldowns cooldowns;
  private final UsageLedger ledger;
  private final PoolListener listener;
  private final Refusals refusals;

  Aftermath(Cooldowns cooldowns, UsageLedger ledger, PoolListener listener) {
    this.cooldowns = cooldowns;
    this.ledger = ledger;
    this.listener = listener;
    this.refusals = new Refusals(cooldowns);
  }

  /** An attempt will not be made. */
  void unused(Lease lease) {
    ledger.abandon(lease.subject());
    cooldowns.abandoned(lease.subject(), lease.begun());
  }

  /**
   * An attempt has ended.
   *
   * @param enabled how many credentials the pool has, those disabled left out
   * @return the cooldown that follows, if any
   */
  Optional<Cooldown> of(
      Lease lease,
      Outcome.Result result,
      Optional<Failure> failure,
      Optional<TokenUsage> usage,
      Instant now,
      int enabled) {
    var subject = lease.subject();
    var cause = failure.map(Failure::kind);
    ledger.record(new Outcome(subject, result, cause, usage, lease.begun(), now));
    return switch (result) {
      case SUCCEEDED -> {
        cooldowns.succeeded(subject, lease.begun());
        yield Optional.empty();
      }
      case FAILED, PARTIAL -> failed(lease, failure.orElseThrow(), now, enabled);
      case CANCELLED -> {
        cooldowns.abandoned(subject, lease.begun());
        yield Optional.empty();
      }
    };
  }

  private Optional<Cooldown> failed(Lease lease, Failure failure, Instant now, int enabled) {
    var subject = lease.subject();
    var cooldown = cooldowns.failed(subject, failure, lease.begun(), now);
    cooldown.ifPresent(began -> listener.cooledDown(subject, failure, began));
    refusals.note(subject, failure.kind(), cooldown, now, enabled);
    // It may be shorter now.
    return cooldown.flatMap(
        began ->
            CooldownKey.of(failure.kind().scope(), subject)
                .flatMap(cooldowns::find)
                .or(() -> cooldown));
  }
}
