package dev.keyrelay.engine.routing;

import java.util.List;

/**
 * The ordered targets that a requested model name stands for.
 *
 * @param requested the name as the client wrote it
 * @param targets at least one
 * @param chain what moves a request from one target to the next
 */
public record Plan(String requested, List<PlannedTarget> targets, Chain chain) {

  public Plan {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: empty (expected: at least one)");
    }
  }
}
