package dev.keyrelay.providers.mistral;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class MistralContractTest extends ProviderContract {

  MistralContractTest() {
    super(Specimen.ofKeys(new MistralFactory()).lacking(Ability.QUOTA_READINGS));
  }
}
