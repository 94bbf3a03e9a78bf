package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.EnvFile;
import dev.keyrelay.cli.home.SetVariable;
import dev.keyrelay.engine.config.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of {@code .env} that are not written yet.
 *
 * @param values the new value of each variable; empty to remove it. Values may be secret
 */
record Draft(Map<String, Optional<String>> values) {

  static final Draft NONE = new Draft(Map.of());

  Draft {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * One change as it is shown.
   *
   * @param sign {@code +} added, {@code ~} changed, {@code -} removed
   * @param text what changes, without secrets
   */
  record Change(String name, char sign, String text) {}

  Draft with(String name, Optional<String> value) {
    var changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Draft(changed);
  }

  Draft without(String name) {
    var changed = new LinkedHashMap<>(values);
    changed.remove(name);
    return new Draft(changed);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** A file with the changes in it. */
  EnvFile applyTo(EnvFile file) {
    EnvFile changed = file;
    for (var one : values.entrySet()) {
      changed =
          one.getValue().isPresent()
              ? changed.with(one.getKey(), one.getValue().get())
              : changed.without(one.getKey());
    }
    return changed;
  }

  /** The changes against what is set. */
  List<Change> changes(Facts facts) {
    var changes = new ArrayList<Change>();
    values.forEach(
        (name, value) -> {
          var before = facts.value(name);
          String after = value.map(text -> shown(name, text)).orElse("");
          if (value.isEmpty()) {
            changes.add(new Change(name, '-', name + "=" + before.orElse("")));
          } else if (before.isEmpty()) {
            changes.add(new Change(name, '+', name + "=" + after));
          } else {
            changes.add(new Change(name, '~', name + "=" + before.get() + " → " + after));
          }
        });
    return changes;
  }

  /** A value as it may be shown. */
  static String shown(String name, String value) {
    boolean secret =
        Variables.covering(name)
            .map(variable -> SetVariable.isSecret(variable, value))
            .orElse(true);
    return secret ? SetVariable.hidden(value) : value;
  }

  /** The names; values may be secret. */
  @Override
  public String toString() {
    return "Draft" + values.keySet();
  }
}
