package dev.keyrelay.providers.qwencode;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class QwenCodeContractTest extends ProviderContract {

  QwenCodeContractTest() {
    super(
        Specimen.of(new QwenCodeFactory())
            .lacking(Ability.QUOTA_READINGS, Ability.ACCOUNT_PREPARATION, Ability.WIRE_FORMAT));
  }
}
