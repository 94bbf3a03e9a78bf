package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.routing.Target;
import java.util.List;

/**
 * How an answer came about.
 *
 * @param target who answered
 * @param attempts every exchange, the last of which served
 * @param dropped fields of the request that the target cannot express and that do not change its
 *     meaning
 */
public record Served(Target target, List<Attempt> attempts, List<String> dropped) {

  public Served {
    attempts = List.copyOf(attempts);
    dropped = List.copyOf(dropped);
  }
}
