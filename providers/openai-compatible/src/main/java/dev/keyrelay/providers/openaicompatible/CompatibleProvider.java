package dev.keyrelay.providers.openaicompatible;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A service as its row describes it. */
final class CompatibleProvider extends OpenAiCompatibleProvider {

  private final Service service;
  private final boolean atHome;

  CompatibleProvider(ProviderContext context, Service service) {
    super(context, service.profile(), service.base(), service.barePath());
    this.service = service;
    this.atHome = context.settings().get("API_BASE").isEmpty();
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    return service.quirks().apply(call.body());
  }

  @Override
  protected Headers headers(Credential credential) {
    return service
        .keyHeader()
        .map(header -> Headers.showing(credential, header))
        .orElseGet(() -> super.headers(credential));
  }

  /** The address of another host holds for the service's own base alone. */
  @Override
  protected URI modelsUri() {
    return service.models().filter(_ -> atHome).orElseGet(super::modelsUri);
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return service.listsModels() || !atHome ? super.modelListing() : Optional.empty();
  }

  @Override
  public Optional<Enrolment> enrolment() {
    String variable = service.description().variablePrefixes().getFirst() + "_API_KEY";
    return service.keyPage().map(page -> () -> List.of(new Enrolment.PasteKey(variable, page)));
  }
}
