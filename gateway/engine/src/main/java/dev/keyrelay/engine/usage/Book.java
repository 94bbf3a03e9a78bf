package dev.keyrelay.engine.usage;

import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The totals and the windows of one credential, model or quota group. Guarded by the lock of its
 * credential.
 */
final class Book extends Counts {

  /** More windows than a provider can mean; readings that name further ones are ignored. */
  private static final int MAX_WINDOWS = 12;

  private static final Window[] NONE = {};

  final Counted counted;
  final String name;
  int inFlight;
  boolean changed;

  /** Whether it was asked for since somebody last thought of packing it. */
  boolean used;

  private Window[] windows = NONE;

  Book(Counted counted, String name) {
    this.counted = counted;
    this.name = name;
  }

  /** Whether it changed since it was last asked. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  void add(Outcome outcome, TokenUsage usage, OptionalDouble price, List<WindowRule> rules) {
    add(outcome, usage, price);
    for (int i = 0; i < rules.size(); i++) {
      if (covers(rules.get(i))) {
        require(rules.get(i)).add(outcome, usage, price);
      }
    }
    for (int i = 0; i < windows.length; i++) {
      if (!ruled(windows[i], rules)) {
        unruled(i).add(outcome, usage, price);
      }
    }
  }

  /** A window that no rule names any more, or that only upstream names: without a user's limit. */
  private Window unruled(int i) {
    if (windows[i].rule.limit().isPresent()) {
      windows[i] = windows[i].under(WindowRule.named(windows[i].rule.name(), span()));
    }
    return windows[i];
  }

  /** Takes in a reading. Returns whether it gives quota back. */
  boolean merge(QuotaReading reading, List<WindowRule> rules, long now) {
    for (WindowRule rule : rules) {
      if (rule.name().equals(reading.window()) && covers(rule)) {
        return require(rule).merge(reading, now);
      }
    }
    Window window = find(reading.window());
    if (window == null) {
      if (windows.length >= MAX_WINDOWS) {
        return false;
      }
      window = added(new Window(WindowRule.named(reading.window(), span())));
    }
    return window.merge(reading, now);
  }

  /** The windows that are in force, lapsed ones begun anew. */
  List<Window> windows(List<WindowRule> rules, long now) {
    var current = new ArrayList<Window>(windows.length);
    for (int i = 0; i < rules.size(); i++) {
      WindowRule rule = rules.get(i);
      // One with a limit is there before its first use, or a burst of first attempts exceeds it.
      if (covers(rule) && (rule.limit().isPresent() || find(rule.name()) != null)) {
        current.add(require(rule));
      }
    }
    for (int i = 0; i < windows.length; i++) {
      if (!ruled(windows[i], rules) && windows[i].toldAt != 0) {
        current.add(unruled(i));
      }
    }
    for (Window window : current) {
      window.roll(now);
    }
    return current;
  }

  /** The window that orders credentials, if the rules name one and it was used. */
  @Nullable Window primary(List<WindowRule> rules, long now) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).primary() && covers(rules.get(i))) {
        Window window = require(rules.get(i));
        window.roll(now);
        return window;
      }
    }
    return null;
  }

  ScopeUsage view(List<WindowRule> rules, long now) {
    var views = new ArrayList<WindowUsage>();
    for (Window window : windows(rules, now)) {
      views.add(window.view(counted, inFlight));
    }
    return new ScopeUsage(usage(), views);
  }

  Window[] all() {
    return windows;
  }

  /** Takes over a window that was kept. */
  Window added(Window window) {
    Window[] more = Arrays.copyOf(windows, windows.length + 1);
    more[windows.length] = window;
    windows = more;
    return window;
  }

  private Window require(WindowRule rule) {
    for (int i = 0; i < windows.length; i++) {
      if (windows[i].rule.name().equals(rule.name())) {
        if (windows[i].rule != rule && !windows[i].rule.equals(rule)) {
          windows[i] = windows[i].under(rule);
        }
        return windows[i];
      }
    }
    return added(new Window(rule));
  }

  private @Nullable Window find(String window) {
    for (Window candidate : windows) {
      if (candidate.rule.name().equals(window)) {
        return candidate;
      }
    }
    return null;
  }

  WindowRule.Span span() {
    return counted == Counted.CREDENTIAL ? WindowRule.Span.CREDENTIAL : WindowRule.Span.QUOTA_SCOPE;
  }

  private boolean covers(WindowRule rule) {
    return rule.span() == span()
        && (rule.only().isEmpty() || VariableNames.folds(name, rule.only().get()));
  }

  /** A rule about models says nothing of a window of that name that upstream tells of all. */
  private boolean ruled(Window window, List<WindowRule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      if (covers(rules.get(i)) && rules.get(i).name().equals(window.rule.name())) {
        return true;
      }
    }
    return false;
  }
}
