package dev.keyrelay.providers.cohere;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code cohere}. */
public final class CohereFactory implements ProviderFactory {

  @Override
  public String id() {
    return "cohere";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Cohere"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new CohereProvider(context);
  }
}
