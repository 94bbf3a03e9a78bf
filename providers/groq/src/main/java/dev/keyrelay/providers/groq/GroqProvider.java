package dev.keyrelay.providers.groq;

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
import dev.keyrelay.spi.openai.MessageThoughts;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groq: chat completions only. */
final class GroqProvider extends OpenAiCompatibleProvider {

  /** Groq's own status: the flex tier has no capacity now (console.groq.com/docs/errors). */
  private static final int FLEX_CAPACITY = 498;

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("GROQ_API_KEY", "https://console.groq.com/keys");

  GroqProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(), "Groq", Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT))),
        URI.create("https://api.groq.com/openai/v1"));
  }

  /**
   * Groq refuses fields that it does not know. Thoughts of earlier answers it takes back for the
   * models that can use them, as {@code reasoning}.
   */
  @Override
  protected JsonBody adapt(UpstreamCall call) {
    var body = withoutHints(call.body()).without("top_k");
    return call.model().contains("gpt-oss")
        ? MessageThoughts.named(body, "reasoning")
        : MessageThoughts.leftOut(body);
  }

  /** Groq answers 400 to some things that are not the request's fault. */
  @Override
  public Failure explain(UpstreamFailure failure) {
    var explained = super.explain(failure);
    if (failure.status() == FLEX_CAPACITY) {
      return explained.as(FailureKind.MODEL_OVERLOADED);
    }
    return switch (explained.code().orElse("")) {
      case "blocked_api_access" -> explained.as(FailureKind.NO_MONEY);
      case "organization_restricted" -> explained.as(FailureKind.FORBIDDEN);
      case "model_terms_required" -> explained.as(FailureKind.MODEL_FORBIDDEN);
      case "model_decommissioned" -> explained.as(FailureKind.MODEL_NOT_FOUND);
      default -> explained;
    };
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
