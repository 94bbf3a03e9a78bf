package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.SampleCalls;
import java.time.Duration;
import java.util.Optional;

/** Makes request bodies in tests. */
final class Requests {

  private Requests() {}

  /** The body that is sent for a call of a model, with settings of alternating names and values. */
  static ObjectNode sent(String model, String body, String... settings) {
    var call =
        new UpstreamCall(
            Operation.GENERATE, Dialect.GEMINI, model, true, SampleCalls.body(body), Headers.NONE);
    return new AntigravityRequest(
            Switches.of(MapSettings.of(settings)),
            new ThoughtCache(new ManualClock(), Duration.ofHours(1)))
        .of(call, Optional.of("my-project"))
        .tree();
  }

  /** The request inside the envelope. */
  static ObjectNode inner(String model, String body, String... settings) {
    return (ObjectNode) sent(model, body, settings).path("request");
  }

  /** A body with one question, and more fields. */
  static String asking(String fields) {
    return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]" + fields + "}";
  }

  static String thinking(String config) {
    return asking(",\"generationConfig\":{\"thinkingConfig\":{" + config + "}}");
  }
}
