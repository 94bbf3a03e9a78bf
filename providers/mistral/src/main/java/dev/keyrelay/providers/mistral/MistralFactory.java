package dev.keyrelay.providers.mistral;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code mistral}. */
public final class MistralFactory implements ProviderFactory {

  @Override
  public String id() {
    return "mistral";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Mistral"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new MistralProvider(context);
  }
}
