package dev.keyrelay.engine.config;

import dev.keyrelay.spi.FailureKind;
import java.util.List;
import java.util.Set;

/**
 * Models that stand in for one another, in order.
 *
 * @param name the group's, folded
 * @param models {@code provider/model}, at least one
 * @param failoverOn failures that move on to the next model although they usually stop
 * @param stopOn failures that stop although they usually move on
 * @param streams whether streams move on too, before their first byte
 */
public record FallbackGroup(
    String name,
    List<String> models,
    Set<FailureKind> failoverOn,
    Set<FailureKind> stopOn,
    boolean streams) {

  public FallbackGroup {
    models = List.copyOf(models);
    failoverOn = Set.copyOf(failoverOn);
    stopOn = Set.copyOf(stopOn);
  }
}
