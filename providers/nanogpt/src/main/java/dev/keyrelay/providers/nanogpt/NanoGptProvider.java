package dev.keyrelay.providers.nanogpt;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** NanoGPT: models of many vendors, by subscription or by use. */
final class NanoGptProvider extends OpenAiCompatibleProvider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);

  /** Which models the subscription covers changes; so no model belongs to these groups. */
  private static final Map<String, List<String>> GROUPS =
      Map.of("daily", List.of(), "monthly", List.of());

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("NANOGPT_API_KEY", "https://nano-gpt.com/api");

  private final QuotaReadings usage;

  NanoGptProvider(ProviderContext context) {
    super(
        context,
        new ProviderProfile(
            context.providerId(),
            "NanoGPT",
            Map.of(Operation.GENERATE, CHAT, Operation.COMPLETE, CHAT, Operation.EMBED, CHAT),
            GROUPS,
            false,
            false),
        URI.create("https://nano-gpt.com/api/v1"));
    String beside = uri("").toString().replaceFirst("/v1$", "");
    this.usage =
        new QuotaCall(
            context,
            URI.create(beside + "/subscription/v1/usage"),
            this::headers,
            new SubscriptionUsage());
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    return call.body().renamed("max_completion_tokens", "max_tokens");
  }

  /** Without the names that pick a model at random. */
  @Override
  public Optional<ModelListing> modelListing() {
    return super.modelListing()
        .map(
            all ->
                credential ->
                    all.list(credential).stream()
                        .filter(model -> !model.id().startsWith("auto-model"))
                        .toList());
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return Optional.of(usage);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
