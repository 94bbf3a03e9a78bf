package dev.keyrelay.providers.iflow;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class IFlowContractTest extends ProviderContract {

  IFlowContractTest() {
    super(Specimen.of(new IFlowFactory()).lacking(Ability.QUOTA_READINGS, Ability.WIRE_FORMAT));
  }
}
