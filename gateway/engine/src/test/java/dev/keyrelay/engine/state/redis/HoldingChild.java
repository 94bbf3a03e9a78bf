package dev.keyrelay.engine.state.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** An instance that takes a slot, says so on its output, and holds it until it is killed. */
public final class HoldingChild {

  private HoldingChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    var state =
        RedisState.running(arguments[0], InstantSource.system(), Duration.parse(arguments[1]));
    state.subscribe(_ -> {});
    if (state.takeSlot("c", 1).isPresent()) {
      System.out.println("taken");
    }
    new CountDownLatch(1).await();
  }
}
