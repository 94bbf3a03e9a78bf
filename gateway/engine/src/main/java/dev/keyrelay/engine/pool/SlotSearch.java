package dev.keyrelay.engine.pool;

import java.time.Duration;
import java.util.HashSet;

/** Other pools may use the same credentials: finds one of which they leave a slot. */
record SlotSearch(Lending lending, PoolListener listener) {

  /** Nobody tells when another pool gives a slot back, so it is looked for this often, in ns. */
  private static final long AGAIN = 50_000_000;

  /**
   * Takes a slot of what was leased, or leases another.
   *
   * @param first what this pool would lend
   */
  LeaseResult from(LeaseWish wish, Lease first, Duration most, Duration briefly)
      throws InterruptedException {
    long nanosLeft = most.toNanos();
    var full = new HashSet<>(wish.tried());
    LeaseResult result = first;
    while (result instanceof Lease lease) {
      var slot = listener.takeSlot(lease.subject(), lease.member().max);
      if (slot.isPresent()) {
        return lease.holding(slot.get());
      }
      lease.unused();
      full.add(lease.subject().credential());
      result = lending.now(wish.having(full));
      if (result instanceof Denied && nanosLeft > 0) {
        nanosLeft -= lending.nap(Math.min(nanosLeft, AGAIN));
        full = new HashSet<>(wish.tried());
        result = lending.here(wish, Duration.ofNanos(Math.max(0, nanosLeft)), briefly);
      }
    }
    return result;
  }
}
