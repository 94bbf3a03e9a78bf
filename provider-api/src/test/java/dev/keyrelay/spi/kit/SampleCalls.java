package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small valid calls of every operation in every dialect. */
public final class SampleCalls {

  private SampleCalls() {}

  /** Every call that a profile offers, streamed where that makes sense and not. */
  public static List<UpstreamCall> of(ProviderProfile profile, String model) {
    var calls = new ArrayList<UpstreamCall>();
    profile
        .dialects()
        .forEach(
            (operation, dialects) -> {
              for (Dialect dialect : dialects) {
                calls.add(call(operation, dialect, model, false));
                if (operation == Operation.GENERATE || operation == Operation.COMPLETE) {
                  calls.add(call(operation, dialect, model, true));
                }
              }
            });
    return calls;
  }

  /** One call with a small body. */
  public static UpstreamCall call(
      Operation operation, Dialect dialect, String model, boolean stream) {
    String fields = fields(operation, dialect);
    String head = dialect == Dialect.GEMINI ? "" : "\"model\":\"" + model + "\",";
    String tail = stream && dialect != Dialect.GEMINI ? ",\"stream\":true" : "";
    return new UpstreamCall(
        operation, dialect, model, stream, body("{" + head + fields + tail + "}"), Headers.NONE);
  }

  /** A chat call in OpenAI's dialect with the given fields after the model, as JSON text. */
  public static UpstreamCall chat(String model, String fields) {
    String json = "{\"model\":\"" + model + "\"," + fields + "}";
    return new UpstreamCall(
        Operation.GENERATE, Dialect.OPENAI_CHAT, model, false, body(json), Headers.NONE);
  }

  /** A body of JSON text. */
  public static JsonBody body(String json) {
    try {
      return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonBody.InvalidJsonException e) {
      throw new AssertionError(json, e);
    }
  }

  private static String fields(Operation operation, Dialect dialect) {
    return switch (operation) {
      case GENERATE, COUNT_TOKENS ->
          switch (dialect) {
            case OPENAI_CHAT -> "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
            case OPENAI_RESPONSES -> "\"input\":\"hi\"";
            case ANTHROPIC_MESSAGES ->
                "\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
            case GEMINI -> "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]";
          };
      case COMPLETE -> "\"prompt\":\"hi\"";
      case EMBED ->
          dialect == Dialect.GEMINI
              ? "\"content\":{\"parts\":[{\"text\":\"hi\"}]}"
              : "\"input\":\"hi\",\"dimensions\":256";
    };
  }
}
