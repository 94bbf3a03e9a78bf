package dev.keyrelay.engine.state;

import java.nio.file.Path;
import java.time.InstantSource;

/** A process that counts upwards, and says on its output what is surely kept. */
public final class CountingChild {

  private CountingChild() {}

  public static void main(String[] arguments) {
    var key = new StateKey("p", "c", "n");
    var state = SqliteState.open(Path.of(arguments[0]), InstantSource.system());
    var counter = new Counter();
    state.register(counter);
    for (long value = 1; ; value++) {
      counter.set(key, value);
      if (value % 100 == 0) {
        state.flush();
        System.out.println(value);
      }
    }
  }
}
