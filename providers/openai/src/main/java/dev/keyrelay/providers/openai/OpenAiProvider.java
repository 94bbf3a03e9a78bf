package dev.keyrelay.providers.openai;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import dev.keyrelay.spi.openai.OpenAiModels;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenAI: chat completions and responses, completions, embeddings. */
final class OpenAiProvider extends OpenAiCompatibleProvider {

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("OPENAI_API_KEY", "https://platform.openai.com/api-keys");

  OpenAiProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(),
            "OpenAI",
            Map.of(
                Operation.GENERATE, List.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES),
                Operation.COMPLETE, List.of(Dialect.OPENAI_CHAT),
                Operation.EMBED, List.of(Dialect.OPENAI_CHAT))),
        URI.create("https://api.openai.com/v1"));
  }

  @Override
  protected List<Dialect> surfaces(String model) {
    return OpenAiModels.surfaces(model);
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    // A model of the other surface is there, and answers 404 as if it were not.
    return body.says("only supported in v1/", "not a chat model")
        ? explained.as(FailureKind.UNSUPPORTED)
        : explained;
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
