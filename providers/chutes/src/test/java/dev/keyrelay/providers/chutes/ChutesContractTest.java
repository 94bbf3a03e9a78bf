package dev.keyrelay.providers.chutes;

import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class ChutesContractTest extends ProviderContract {

  ChutesContractTest() {
    super(Specimen.ofKeys(new ChutesFactory()).quota("{\"quota\":2000,\"used\":137.5}"));
  }
}
