package dev.keyrelay.providers.firmware;

import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class FirmwareContractTest extends ProviderContract {

  FirmwareContractTest() {
    super(
        Specimen.ofKeys(new FirmwareFactory())
            .quota("{\"used\":0.42,\"reset\":\"2026-01-20T15:00:00Z\"}"));
  }
}
