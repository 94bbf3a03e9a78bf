package dev.keyrelay.providers.openaicompatible;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class LocalServerContractTest extends ProviderContract {

  LocalServerContractTest() {
    super(
        Specimen.ofKeys(new OpenAiCompatibleFactory())
            .lacking(Ability.QUOTA_READINGS, Ability.ENROLMENT)
            .service("ollama"));
  }
}
