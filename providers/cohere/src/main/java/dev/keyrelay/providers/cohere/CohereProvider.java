package dev.keyrelay.providers.cohere;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.PagedModelListing;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cohere's compatibility surface (docs.cohere.com/docs/compatibility-api); models natively. */
final class CohereProvider extends OpenAiCompatibleProvider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("COHERE_API_KEY", "https://dashboard.cohere.com/api-keys");

  private final ModelListing listing;

  CohereProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(),
            "Cohere",
            Map.of(Operation.GENERATE, CHAT, Operation.EMBED, CHAT)),
        URI.create("https://api.cohere.ai/compatibility/v1"));
    this.listing =
        new PagedModelListing(context.http(), this::headers, new CohereModels(modelsUri()));
  }

  /** The compatibility surface has no models; the native one beside it has. */
  @Override
  protected URI modelsUri() {
    return URI.create(uri("/models").toString().replace("/compatibility/v1/", "/v1/"));
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(listing);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
