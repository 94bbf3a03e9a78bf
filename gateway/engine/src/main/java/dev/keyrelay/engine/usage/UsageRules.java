package dev.keyrelay.engine.usage;

import java.util.List;

/** Which windows usage is counted in. Asked on the request path: answers from memory. */
public interface UsageRules {

  /** One rolling day for every provider, and no quota groups. */
  UsageRules DEFAULT =
      new UsageRules() {
        private static final List<WindowRule> WINDOWS = List.of(WindowRule.DAILY);

        @Override
        public List<WindowRule> windows(String provider, String credential) {
          return WINDOWS;
        }

        @Override
        public boolean isQuotaGroup(String provider, String name) {
          return false;
        }
      };

  /** The windows of a credential of a provider, in order; names are unique for what they cover. */
  List<WindowRule> windows(String provider, String credential);

  /** Whether a quota reading about {@code name} is about a quota group and not about a model. */
  boolean isQuotaGroup(String provider, String name);
}
