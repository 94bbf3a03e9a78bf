package dev.keyrelay.providers.deepseek;

import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class DeepSeekContractTest extends ProviderContract {

  DeepSeekContractTest() {
    super(
        Specimen.ofKeys(new DeepSeekFactory())
            .quota(
                "{\"is_available\":true,\"balance_infos\":[{\"currency\":\"CNY\",\"total_balance\":\"110.00\"}]}"));
  }
}
