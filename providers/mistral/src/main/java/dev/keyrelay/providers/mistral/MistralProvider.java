package dev.keyrelay.providers.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
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
  private final Enrolment enrolment;
  private final boolean listsModels;

  private MistralProvider(
      ProviderContext context,
      String displayName,
      Map<Operation, List<Dialect>> dialects,
      URI base,
      Enrolment enrolment,
      boolean listsModels) {
    super(
        context,
        new ProviderProfile(context.providerId(), displayName, dialects, Map.of(), false, true),
        base);
    this.enrolment = enrolment;
    this.listsModels = listsModels;
  }

  static MistralProvider mistral(ProviderContext context) {
    return new MistralProvider(
        context,
        "Mistral",
        Map.of(Operation.GENERATE, CHAT, Operation.EMBED, CHAT),
        URI.create("https://api.mistral.ai/v1"),
        Enrolment.byKey("MISTRAL_API_KEY", "https://console.mistral.ai/api-keys"),
        true);
  }

  /** Mistral's address for editors, of its coding models alone. */
  static MistralProvider codestral(ProviderContext context) {
    return new MistralProvider(
        context,
        "Codestral",
        Map.of(Operation.GENERATE, CHAT),
        URI.create("https://codestral.mistral.ai/v1"),
        Enrolment.byKey("CODESTRAL_API_KEY", "https://console.mistral.ai/codestral"),
        false);
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    return call.operation() == Operation.EMBED
        ? call.body().renamed("dimensions", "output_dimension")
        : MistralChat.request(call.model(), call.body());
  }

  @Override
  public boolean isWrapped(byte[] payload) {
    return ThinkingParts.areIn(payload);
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
  public Optional<ModelListing> modelListing() {
    return listsModels ? super.modelListing() : Optional.empty();
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(enrolment);
  }
}
