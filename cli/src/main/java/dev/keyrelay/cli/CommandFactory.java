package dev.keyrelay.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives each command that takes {@link Surroundings} in its constructor the one of this run. */
record CommandFactory(Surroundings surroundings) implements IFactory {

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (var constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Surroundings.class) {
        return type.cast(constructor.newInstance(surroundings));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
