package dev.keyrelay.engine.dialect.gemini;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Joins calls with their results. This dialect leaves ids to the client's liking; where one is
 * missing, the result of a tool belongs to the earliest call of it that has none yet.
 */
final class CallIds {

  private final String prefix;
  private final Map<String, ArrayDeque<String>> unanswered = new HashMap<>();
  private int made;

  /**
   * Ids for one conversation.
   *
   * @param prefix what the ids that are made begin with, before a number
   */
  CallIds(String prefix) {
    this.prefix = prefix;
  }

  String ofCall(Optional<String> given, String name) {
    String id = given.filter(text -> !text.isEmpty()).orElseGet(() -> prefix + made++);
    unanswered.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(id);
    return id;
  }

  String ofResult(Optional<String> given, String name) {
    var waiting = unanswered.computeIfAbsent(name, _ -> new ArrayDeque<>());
    var stated = given.filter(text -> !text.isEmpty());
    if (stated.isPresent()) {
      waiting.remove(stated.get());
      return stated.get();
    }
    String first = waiting.poll();
    return first == null ? prefix + made++ : first;
  }
}
