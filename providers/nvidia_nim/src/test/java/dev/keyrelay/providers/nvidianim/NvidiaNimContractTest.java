package dev.keyrelay.providers.nvidianim;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class NvidiaNimContractTest extends ProviderContract {

  NvidiaNimContractTest() {
    super(Specimen.ofKeys(new NvidiaNimFactory()).lacking(Ability.QUOTA_READINGS));
  }
}
