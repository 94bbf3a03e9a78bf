package dev.keyrelay.providers.g4f;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class G4fContractTest extends ProviderContract {

  G4fContractTest() {
    super(Specimen.ofKeys(new G4fFactory()).lacking(Ability.QUOTA_READINGS));
  }
}
