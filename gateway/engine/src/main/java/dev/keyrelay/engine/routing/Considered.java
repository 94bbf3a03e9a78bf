package dev.keyrelay.engine.routing;

/** A name that a requested one stands for, and what became of it. */
public sealed interface Considered {

  /** The name, {@code provider/model}. */
  String name();

  /** It is a target of the plan. */
  record Planned(String name, PlannedTarget target) implements Considered {}

  /** It cannot be called. */
  record LeftOut(String name, RouteRefused refusal) implements Considered {}
}
