package dev.keyrelay.engine.usage;

import java.time.Instant;

/** Is told what happens to usage, on the thread on which it happens. Must be quick. */
public interface UsageObserver {

  /** An attempt began. */
  default void begun(Subject subject, Instant now) {}

  /** An attempt ended, and is counted. */
  default void recorded(Outcome outcome) {}

  /** An attempt that had begun will not happen. */
  default void abandoned(Subject subject) {}

  /** Upstream gave a credential quota back before its window ended. */
  default void relieved(String provider, String credential) {}
}
