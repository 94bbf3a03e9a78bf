package dev.keyrelay.providers.groq;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamFailure;
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

  @Override
  public Failure explain(UpstreamFailure failure) {
    var explained = super.explain(failure);
    return failure.status() == FLEX_CAPACITY
        ? explained.as(FailureKind.MODEL_OVERLOADED)
        : explained;
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
