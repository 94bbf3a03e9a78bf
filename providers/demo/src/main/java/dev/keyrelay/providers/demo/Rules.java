package dev.keyrelay.providers.demo;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Decides which script answers a request: the queue, then the newest rule, then the default. */
final class Rules {

  private final Queue<Script> queued = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Rule> rules = new ConcurrentLinkedDeque<>();
  private final Script byDefault;

  Rules(Script byDefault) {
    this.byDefault = byDefault;
  }

  void queue(List<Script> scripts) {
    queued.addAll(scripts);
  }

  Rule add(Predicate<ReceivedRequest> matches) {
    var rule = new Rule(matches);
    rules.addFirst(rule);
    return rule;
  }

  void clear() {
    queued.clear();
    rules.clear();
  }

  Script scriptFor(ReceivedRequest request) {
    if (request.method().equals("POST")) {
      Script script = queued.poll();
      if (script != null) {
        return script;
      }
    }
    for (Rule rule : rules) {
      var script = rule.scriptFor(request);
      if (script.isPresent()) {
        return script.get();
      }
    }
    return byDefault;
  }
}
