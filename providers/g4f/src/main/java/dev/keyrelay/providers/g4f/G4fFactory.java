package dev.keyrelay.providers.g4f;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.util.List;

/** Makes the provider {@code g4f}. */
public final class G4fFactory implements ProviderFactory {

  @Override
  public String id() {
    return "g4f";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(id(), "g4f", List.of("G4F"), CredentialNeed.OPTIONAL, false));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new G4fProvider(context);
  }
}
