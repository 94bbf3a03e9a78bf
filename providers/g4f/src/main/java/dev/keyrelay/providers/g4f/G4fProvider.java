package dev.keyrelay.providers.g4f;

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
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** g4f: chat completions of whatever offers it finds. */
final class G4fProvider extends OpenAiCompatibleProvider {

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("G4F_API_KEY", "https://g4f.dev/members.html");

  G4fProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(), "g4f", Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT))),
        URI.create("https://g4f.dev/v1"),
        "/v1");
  }

  /** g4f answers 500 with the words of the site that it asked. */
  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    boolean limited =
        explained.kind() == FailureKind.SERVER_ERROR
            && body.says("rate limit", "ratelimit", "too many requests", "quota");
    return limited ? explained.as(FailureKind.RATE_LIMITED) : explained;
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
