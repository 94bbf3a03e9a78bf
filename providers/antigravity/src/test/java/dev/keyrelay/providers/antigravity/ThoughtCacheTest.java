package dev.keyrelay.providers.antigravity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.kit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThoughtCacheTest {

  private final ManualClock clock = new ManualClock();
  private final ThoughtCache cache = new ThoughtCache(clock, Duration.ofHours(1));

  private static JsonNode json(String text) {
    try {
      return JsonBody.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode event(String parts) {
    return json("{\"candidates\":[{\"content\":{\"parts\":[" + parts + "]}}]}");
  }

  private ArrayNode restored(String parts) {
    var array = (ArrayNode) json("[" + parts + "]");
    cache.restore(array);
    return array;
  }

  private static String call(String id) {
    return "{\"functionCall\":{\"id\":\"" + id + "\",\"name\":\"f\",\"args\":{}}}";
  }

  @Test
  void thoughtOfAStreamReturnsInFrontOfItsCall() {
    var watch = cache.watch();
    watch.apply(event("{\"text\":\"let \",\"thought\":true}"));
    watch.apply(event("{\"text\":\"me\",\"thought\":true,\"thoughtSignature\":\"sig\"}"));
    watch.apply(event(call("toolu_1")));

    assertThat(restored(call("toolu_1")).toString())
        .isEqualTo(
            "[{\"text\":\"let me\",\"thought\":true,\"thoughtSignature\":\"sig\"},"
                + call("toolu_1")
                + "]");
  }

  @Test
  void thoughtOfAnotherCallDoesNot() {
    cache.watch().apply(event("{\"text\":\"x\",\"thought\":true,\"thoughtSignature\":\"s\"}"));
    cache
        .watch()
        .apply(
            event("{\"text\":\"x\",\"thought\":true,\"thoughtSignature\":\"s\"}," + call("t-1")));

    assertThat(restored(call("t-2"))).hasSize(1);
    assertThat(restored("{\"text\":\"no call\"}")).hasSize(1);
  }

  @Test
  void thoughtThatTheClientReplaysIsLeftAlone() {
    cache
        .watch()
        .apply(
            event("{\"text\":\"x\",\"thought\":true,\"thoughtSignature\":\"s\"}," + call("t-1")));
    String own = "{\"text\":\"own\",\"thought\":true,\"thoughtSignature\":\"o\"}";

    assertThat(restored(own + "," + call("t-1"))).hasSize(2);
  }

  @Test
  void unsignedThoughtsAndCallsWithoutIdAreNotRemembered() {
    cache.watch().apply(event("{\"text\":\"x\",\"thought\":true}," + call("t-1")));
    cache
        .watch()
        .apply(event("{\"text\":\"x\",\"thought\":true,\"thoughtSignature\":\"s\"}," + call("")));

    assertThat(restored(call("t-1"))).hasSize(1);
    assertThat(restored(call(""))).hasSize(1);
  }

  @Test
  void thoughtIsForgottenAfterAWhile() {
    cache
        .watch()
        .apply(
            event("{\"text\":\"x\",\"thought\":true,\"thoughtSignature\":\"s\"}," + call("t-1")));
    clock.advance(Duration.ofHours(1));

    assertThat(restored(call("t-1"))).hasSize(1);
  }
}
