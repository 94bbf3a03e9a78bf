package dev.keyrelay.providers.azure;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class AzureByDeploymentContractTest extends ProviderContract {

  AzureByDeploymentContractTest() {
    super(
        Specimen.ofKeys(new AzureFactory())
            .lacking(Ability.QUOTA_READINGS)
            .setting("API_BASE", "https://mine.openai.azure.com")
            .setting("API_VERSION", "2024-10-21"));
  }
}
