package dev.keyrelay.providers.mistral;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the providers {@code mistral} and {@code codestral}, which has keys of its own. */
public final class MistralFactory implements ProviderFactory {

  private static final String CODESTRAL = "codestral";

  @Override
  public String id() {
    return "mistral";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        ServiceDescription.of(id(), "Mistral"), ServiceDescription.of(CODESTRAL, "Codestral"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return context.providerId().equals(CODESTRAL)
        ? MistralProvider.codestral(context)
        : MistralProvider.mistral(context);
  }
}
