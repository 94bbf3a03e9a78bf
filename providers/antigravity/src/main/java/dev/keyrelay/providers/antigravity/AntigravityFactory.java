package dev.keyrelay.providers.antigravity;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import dev.keyrelay.spi.SettingDescription;
import java.util.List;

/** Makes the provider {@code antigravity}. */
public final class AntigravityFactory implements ProviderFactory {

  static final String PREFIX = "ANTIGRAVITY";

  @Override
  public String id() {
    return "antigravity";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(
            id(), "Antigravity", List.of(PREFIX), CredentialNeed.REQUIRED, false));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return Switches.described();
  }

  @Override
  public Provider create(ProviderContext context) {
    return new AntigravityProvider(context);
  }
}
