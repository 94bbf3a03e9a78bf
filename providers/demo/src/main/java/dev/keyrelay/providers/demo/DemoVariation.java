package dev.keyrelay.providers.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Models of the demo with a number of the caller's at the end of the name: {@code flaky-3}. */
final class DemoVariation {

  private static final Pattern NUMBERED = Pattern.compile("([a-z-]+)-([1-9]\\d{0,3})");
  private static final ConcurrentHashMap<Integer, Script> FLAKY = new ConcurrentHashMap<>();

  private DemoVariation() {}

  /** The script of such a name; empty if it is none. */
  static Optional<Script> of(String id) {
    var matcher = NUMBERED.matcher(id);
    return matcher.matches()
        ? script(matcher.group(1), Integer.parseInt(matcher.group(2)))
        : Optional.empty();
  }

  private static Optional<Script> script(String model, int number) {
    return switch (model) {
      case "flaky" -> Optional.of(FLAKY.computeIfAbsent(number, DemoVariation::failing));
      case "late" -> Optional.of(ChatScript.echo().after(Duration.ofSeconds(number)));
      case "slow" -> Optional.of(ChatScript.echo().perSecond(number));
      case "long" -> Optional.of(ChatScript.tokens(number).perSecond(40));
      case "huge" -> Optional.of(new HugeScript((long) number << 20));
      case "rate-limited" -> Optional.of(Faults.rateLimited(Duration.ofSeconds(number)));
      default -> Optional.empty();
    };
  }

  /** Fails some times and then answers, in turn. */
  static Script failing(int times) {
    var count = new AtomicInteger();
    return (request, answer) ->
        (Math.floorMod(count.getAndIncrement(), times + 1) < times
                ? Faults.status(500)
                : ChatScript.echo())
            .play(request, answer);
  }
}
