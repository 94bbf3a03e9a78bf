package dev.keyrelay.providers.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Mistral: chat completions and embeddings, under some names of its own. It refuses any others. */
final class MistralProvider extends OpenAiCompatibleProvider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Set<String> NO_EFFORT = Set.of("none", "disable", "off");
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("MISTRAL_API_KEY", "https://console.mistral.ai/api-keys");

  MistralProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(),
            "Mistral",
            Map.of(Operation.GENERATE, CHAT, Operation.EMBED, CHAT)),
        URI.create("https://api.mistral.ai/v1"));
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    return call.operation() == Operation.EMBED
        ? call.body().renamed("dimensions", "output_dimension")
        : chat(call);
  }

  private static JsonBody chat(UpstreamCall call) {
    var body =
        call.body()
            .renamed("max_completion_tokens", "max_tokens")
            .renamed("seed", "random_seed")
            .without("stream_options");
    return reasons(call.model()) ? withEffort(body) : body;
  }

  private static boolean reasons(String model) {
    return model.contains("mistral-medium") || model.contains("mistral-small");
  }

  /** These models know one effort, high, and none if it is absent. */
  private static JsonBody withEffort(JsonBody body) {
    var effort = body.get("reasoning_effort").map(JsonNode::asText);
    if (effort.isEmpty() || effort.get().equals("high")) {
      return body;
    }
    return NO_EFFORT.contains(effort.get())
        ? body.without("reasoning_effort")
        : body.with("reasoning_effort", "high");
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
