package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.util.List;

/** Makes the demo provider, which stands in while no other provider has a credential. */
public final class DemoProviderFactory implements ProviderFactory {

  private static final String DISPLAY_NAME = "Demo (no real model)";

  @Override
  public String id() {
    return "demo";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(id(), DISPLAY_NAME, List.of("DEMO"), CredentialNeed.OPTIONAL, true));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new DemoProvider(context, DISPLAY_NAME);
  }
}
