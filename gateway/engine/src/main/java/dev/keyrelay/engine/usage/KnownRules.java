package dev.keyrelay.engine.usage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Numbers for window rules, so that packed windows can name theirs in a byte or two. */
final class KnownRules {

  /** The number of a rule for which there is no room. */
  static final int NONE = -1;

  /** Far more than a configuration has; upstream's names of windows come in too. */
  static final int MOST = 4_096;

  private final Map<WindowRule, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<WindowRule> rules = new AtomicReferenceArray<>(MOST);
  private int size;

  /**
   * The rule that was asked for last, which mostly is asked for again: hashing one takes longer.
   */
  private volatile Numbered last = new Numbered(WindowRule.DAILY, NONE);

  private record Numbered(WindowRule rule, int number) {}

  /** The rule's number; {@link #NONE} if there are too many rules. */
  int number(WindowRule rule) {
    var before = last;
    if (before.rule() == rule && before.number() != NONE) {
      return before.number();
    }
    Integer known = numbers.get(rule);
    int number = known != null ? known : added(rule);
    last = new Numbered(rule, number);
    return number;
  }

  private synchronized int added(WindowRule rule) {
    Integer known = numbers.get(rule);
    if (known != null) {
      return known;
    }
    if (size == MOST) {
      return NONE;
    }
    rules.set(size, rule);
    numbers.put(rule, size);
    return size++;
  }

  /** The rule of a number that was given out. */
  WindowRule rule(int number) {
    return rules.get(number);
  }
}
