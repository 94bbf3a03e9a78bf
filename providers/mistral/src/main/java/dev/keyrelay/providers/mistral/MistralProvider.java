package dev.keyrelay.providers.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mistral: chat completions and embeddings, under some names of its own. It refuses any others. */
final class MistralProvider extends OpenAiCompatibleProvider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("MISTRAL_API_KEY", "https://console.mistral.ai/api-keys");

  MistralProvider(ProviderContext context) {
    super(
        context,
        new ProviderProfile(
            context.providerId(),
            "Mistral",
            Map.of(Operation.GENERATE, CHAT, Operation.EMBED, CHAT),
            Map.of(),
            false,
            true),
        URI.create("https://api.mistral.ai/v1"));
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    return call.operation() == Operation.EMBED
        ? call.body().renamed("dimensions", "output_dimension")
        : MistralChat.request(call.model(), call.body());
  }

  @Override
  public JsonNode unwrap(JsonNode payload) {
    return ThinkingParts.flattened(payload);
  }

  /** The words of a 429 are the same for all limits; headers tell which one is spent. */
  @Override
  public Failure explain(UpstreamFailure failure) {
    var explained = super.explain(failure);
    if (explained.kind() != FailureKind.RATE_LIMITED) {
      return explained;
    }
    if (spent(failure, "tokens-month") || spent(failure, "req-month")) {
      return explained.as(FailureKind.MODEL_QUOTA);
    }
    if (spent(failure, "tokens-minute")) {
      return explained.as(FailureKind.TOKEN_RATE);
    }
    return spent(failure, "req-minute") ? explained.as(FailureKind.REQUEST_RATE) : explained;
  }

  private static boolean spent(UpstreamFailure failure, String limit) {
    return failure.headers().first("x-ratelimit-remaining-" + limit).equals(Optional.of("0"));
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
