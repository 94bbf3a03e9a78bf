package dev.keyrelay.providers.groq;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class GroqContractTest extends ProviderContract {

  GroqContractTest() {
    super(Specimen.ofKeys(new GroqFactory()).lacking(Ability.QUOTA_READINGS));
  }
}
