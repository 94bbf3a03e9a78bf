package dev.keyrelay.providers.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the scripted upstream does with the requests that match. Without scripts it is no rule. */
public final class Rule {

  private final Predicate<ReceivedRequest> matches;
  private final Deque<Script> scripts = new ArrayDeque<>();
  private boolean repeatsLast;

  Rule(Predicate<ReceivedRequest> matches) {
    this.matches = matches;
  }

  /** Answers with one script after the other, and with the last one from then on. */
  public synchronized void answer(Script... inTurn) {
    scripts.addAll(List.of(inTurn));
    repeatsLast = true;
  }

  /** Answers with each script once; after that the rule matches no more. */
  public synchronized void once(Script... inTurn) {
    scripts.addAll(List.of(inTurn));
    repeatsLast = false;
  }

  synchronized Optional<Script> scriptFor(ReceivedRequest request) {
    if (scripts.isEmpty() || !matches.test(request)) {
      return Optional.empty();
    }
    boolean keep = repeatsLast && scripts.size() == 1;
    return Optional.of(keep ? scripts.getFirst() : scripts.removeFirst());
  }
}
