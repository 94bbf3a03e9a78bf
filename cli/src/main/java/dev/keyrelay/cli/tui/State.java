package dev.keyrelay.cli.tui;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is shown. Immutable.
 *
 * @param now the time
 * @param tab the screen
 * @param rows the selected row of each screen
 * @param facts what the home folder holds
 * @param live the gateway in this process
 * @param draft changes that are not written yet
 * @param provider which provider's settings are shown
 * @param models what providers list, by provider; for the preview of filters
 * @param checks what the changes would make of the configuration: what does not hold or is odd
 * @param dialog what lies over the screen
 * @param notice the last thing that happened
 */
record State(
    Instant now,
    Tab tab,
    Map<Tab, Integer> rows,
    Facts facts,
    Live live,
    Draft draft,
    int provider,
    Map<String, List<String>> models,
    List<String> checks,
    Optional<Dialog> dialog,
    String notice) {

  /** The beginning. */
  static State of(Facts facts, Instant now) {
    return new State(
        now,
        Tab.RUN,
        Map.of(),
        facts,
        Live.STOPPED,
        Draft.NONE,
        0,
        Map.of(),
        List.of(),
        Optional.empty(),
        "");
  }

  /** The selected row of the screen. */
  int row() {
    return rows.getOrDefault(tab, 0);
  }

  State withTab(Tab other) {
    return new State(now, other, rows, facts, live, draft, provider, models, checks, dialog, "");
  }

  /** Selects a row of so many. */
  State withRow(int row, int count) {
    var changed = new EnumMap<Tab, Integer>(Tab.class);
    changed.putAll(rows);
    changed.put(tab, Math.clamp(row, 0, Math.max(0, count - 1)));
    return new State(
        now, tab, changed, facts, live, draft, provider, models, checks, dialog, notice);
  }

  /** With what the home folder holds now; a selection never lies beyond the last row. */
  State withFacts(Facts other) {
    var changed = new EnumMap<Tab, Integer>(Tab.class);
    changed.putAll(rows);
    changed.computeIfPresent(
        Tab.CREDENTIALS, (_, row) -> Math.clamp(other.credentials().size() - 1L, 0, row));
    changed.computeIfPresent(
        Tab.PROVIDERS, (_, row) -> Math.clamp(other.providers().size() - 1L, 0, row));
    return new State(
        now, tab, changed, other, live, draft, provider, models, checks, dialog, notice);
  }

  /** Chooses the first credential that was not there before, if there is one. */
  State withNewest(Facts before) {
    var known = before.credentials().stream().map(Facts.CredentialRow::id).toList();
    var all = facts.credentials();
    for (int row = 0; row < all.size(); row++) {
      if (!known.contains(all.get(row).id())) {
        var changed = new EnumMap<Tab, Integer>(Tab.class);
        changed.putAll(rows);
        changed.put(Tab.CREDENTIALS, row);
        return new State(
            now, tab, changed, facts, live, draft, provider, models, checks, dialog, notice);
      }
    }
    return this;
  }

  State withLive(Live other, Instant time) {
    return new State(
        time, tab, rows, facts, other, draft, provider, models, checks, dialog, notice);
  }

  State withStatus(Live.Status status) {
    return withLive(live.withStatus(status), now);
  }

  State withDraft(Draft other) {
    return new State(now, tab, rows, facts, live, other, provider, models, checks, dialog, notice);
  }

  State withProvider(int other) {
    int count = Math.max(1, facts.providers().size());
    return new State(
        now,
        tab,
        rows,
        facts,
        live,
        draft,
        Math.floorMod(other, count),
        models,
        checks,
        dialog,
        notice);
  }

  State withModels(Map<String, List<String>> other) {
    return new State(now, tab, rows, facts, live, draft, provider, other, checks, dialog, notice);
  }

  State withChecks(List<String> other) {
    return new State(now, tab, rows, facts, live, draft, provider, models, other, dialog, notice);
  }

  State withDialog(Dialog other) {
    return new State(
        now, tab, rows, facts, live, draft, provider, models, checks, Optional.of(other), "");
  }

  State withoutDialog() {
    return new State(
        now, tab, rows, facts, live, draft, provider, models, checks, Optional.empty(), notice);
  }

  State withNotice(String other) {
    return new State(now, tab, rows, facts, live, draft, provider, models, checks, dialog, other);
  }

  /** What a variable will hold once the changes are written, as it may be shown. */
  Optional<String> value(String name) {
    var staged = draft.values().get(name);
    return staged == null ? facts.value(name) : staged.map(text -> Draft.shown(name, text));
  }

  /** The provider whose settings are shown. */
  Optional<Facts.ProviderRow> shownProvider() {
    return facts.providers().stream().skip(provider).findFirst();
  }
}
