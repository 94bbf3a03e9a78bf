package dev.keyrelay.providers.openaicompatible;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class OpenAiCompatibleContractTest extends ProviderContract {

  OpenAiCompatibleContractTest() {
    super(
        Specimen.ofKeys(new OpenAiCompatibleFactory())
            .lacking(Ability.QUOTA_READINGS)
            .service("xai"));
  }
}
