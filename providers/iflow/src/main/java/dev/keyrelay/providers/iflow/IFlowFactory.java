package dev.keyrelay.providers.iflow;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code iflow}. */
public final class IFlowFactory implements ProviderFactory {

  static final String PREFIX = "IFLOW";

  @Override
  public String id() {
    return "iflow";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(
            id(), "iFlow", List.of(PREFIX), ServiceDescription.CredentialNeed.REQUIRED, false));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new IFlowProvider(context);
  }
}
