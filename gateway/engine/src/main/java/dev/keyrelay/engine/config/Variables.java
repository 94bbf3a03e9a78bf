package dev.keyrelay.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every variable that KeyRelay declares. */
public final class Variables {

  private static final List<Variable<?>> ALL = collected();

  private Variables() {}

  private static List<Variable<?>> collected() {
    var all = new ArrayList<Variable<?>>(GatewayVariables.all());
    all.addAll(ProviderVariables.all());
    return List.copyOf(all);
  }

  /** All, in no particular order of sections. */
  public static List<Variable<?>> all() {
    return ALL;
  }

  /** The declared variable of a name: an exact one before a family. */
  public static Optional<Variable<?>> covering(String name) {
    Optional<Variable<?>> exact =
        ALL.stream().filter(v -> !v.family() && v.covers(name)).findFirst();
    return exact.or(() -> ALL.stream().filter(v -> v.family() && v.covers(name)).findFirst());
  }
}
