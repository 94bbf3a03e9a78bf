package dev.keyrelay.providers.gemini;

import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The path of a call below the version: {@code models/<model>:<method>}. */
final class GeminiPath {

  private GeminiPath() {}

  static String of(UpstreamCall call) {
    return resource(call.model()) + ":" + method(call);
  }

  /** Names the model as the API does: {@code models/…}, or the collection that it names itself. */
  static String name(String model) {
    return model.contains("/") ? model : "models/" + model;
  }

  private static String resource(String model) {
    return Arrays.stream(name(model).split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  private static String method(UpstreamCall call) {
    return switch (call.operation()) {
      case GENERATE -> call.stream() ? "streamGenerateContent?alt=sse" : "generateContent";
      case COUNT_TOKENS -> "countTokens";
      case EMBED -> call.body().has("requests") ? "batchEmbedContents" : "embedContent";
      case COMPLETE ->
          throw new UnsupportedCallException(
              "operation: COMPLETE (expected: GENERATE, COUNT_TOKENS or EMBED)");
    };
  }
}
