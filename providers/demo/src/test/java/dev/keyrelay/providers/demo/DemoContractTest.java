package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class DemoContractTest extends ProviderContract {

  DemoContractTest() {
    super(
        Specimen.ofKeys(new DemoProviderFactory())
            .lacking(Ability.QUOTA_READINGS, Ability.ENROLMENT));
  }
}
