package dev.keyrelay.providers.gemini;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.PagedModelListing;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Gemini API of AI Studio: the model and the method are in the address. */
final class GeminiProvider implements Provider {

  private static final List<Dialect> GEMINI = List.of(Dialect.GEMINI);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("GEMINI_API_KEY", "https://aistudio.google.com/apikey");

  private final ProviderProfile profile;
  private final String base;
  private final ModelListing listing;

  GeminiProvider(ProviderContext context) {
    this.profile =
        new ProviderProfile(
            context.providerId(),
            own(context.providerId()) ? "Google Gemini" : context.providerId(),
            Map.of(
                Operation.GENERATE, GEMINI,
                Operation.COUNT_TOKENS, GEMINI,
                Operation.EMBED, GEMINI),
            Map.of(),
            true,
            false);
    this.base = base(context);
    this.listing =
        new PagedModelListing(
            context.http(), GeminiProvider::key, new GeminiModels(URI.create(base + "/models")));
  }

  /** Google's own tools name the base without version. */
  private static String base(ProviderContext context) {
    String base =
        context
            .settings()
            .baseUrl(URI.create("https://generativelanguage.googleapis.com"))
            .toString();
    return base.matches(".*/v1(alpha|beta)?") ? base : base + "/v1beta";
  }

  private static boolean own(String id) {
    return id.equals(GeminiFactory.ID);
  }

  @Override
  public ProviderProfile profile() {
    return profile;
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    var headers =
        key(credential).with("Accept", call.stream() ? "text/event-stream" : "application/json");
    URI uri = URI.create(base + "/" + GeminiPath.of(call));
    return UpstreamRequest.post(uri, headers, GeminiBodies.adapt(call));
  }

  private static Headers key(Credential credential) {
    return Headers.showing(credential, "x-goog-api-key");
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    return GeminiFailures.explain(failure);
  }

  @Override
  public List<QuotaReading> readings(UpstreamFailure failure, String model) {
    return GeminiFailures.readings(failure, model);
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(listing);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT).filter(_ -> own(profile.id()));
  }
}
