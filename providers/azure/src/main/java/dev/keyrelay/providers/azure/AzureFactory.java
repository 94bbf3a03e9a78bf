package dev.keyrelay.providers.azure;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import dev.keyrelay.spi.SettingDescription;
import java.util.List;

/** Makes the provider {@code azure}. */
public final class AzureFactory implements ProviderFactory {

  @Override
  public String id() {
    return "azure";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(
            id(),
            "OpenAI on Azure",
            List.of("AZURE", "AZURE_OPENAI"),
            CredentialNeed.REQUIRED,
            false));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return List.of(
        new SettingDescription(
            "API_VERSION",
            SettingDescription.Kind.TEXT,
            "v1",
            "The version of Azure's interface: v1, preview, or a date such as 2024-10-21, which"
                + " calls each deployment at its own address."));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new AzureProvider(context);
  }
}
