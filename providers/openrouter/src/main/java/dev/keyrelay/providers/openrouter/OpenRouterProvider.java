package dev.keyrelay.providers.openrouter;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenRouter: models of many vendors; ids keep their own slash. */
final class OpenRouterProvider extends OpenAiCompatibleProvider {

  /** Models without a price share one allowance per day. */
  static final String FREE = "free";

  /** All others use up the credit. Sorts after {@link #FREE}, so that it holds the rest. */
  static final String PAID = "paid";

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("OPENROUTER_API_KEY", "https://openrouter.ai/settings/keys");

  private final QuotaReadings quota;

  OpenRouterProvider(ProviderContext context) {
    super(
        context,
        new ProviderProfile(
            context.providerId(),
            "OpenRouter",
            Map.of(Operation.GENERATE, CHAT, Operation.COMPLETE, CHAT, Operation.EMBED, CHAT),
            Map.of(FREE, List.of("*:free"), PAID, List.of("*")),
            false,
            false),
        URI.create("https://openrouter.ai/api/v1"));
    this.quota = new QuotaCall(context, uri("/key"), this::headers, new KeyCredit(context.clock()));
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    return OpenRouterFailures.explain(failure);
  }

  @Override
  public List<QuotaReading> readings(UpstreamFailure failure, String model) {
    return OpenRouterFailures.readings(failure, model);
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return Optional.of(quota);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
