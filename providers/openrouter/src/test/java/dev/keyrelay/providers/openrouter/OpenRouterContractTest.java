package dev.keyrelay.providers.openrouter;

import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;

class OpenRouterContractTest extends ProviderContract {

  OpenRouterContractTest() {
    super(
        Specimen.ofKeys(new OpenRouterFactory())
            .quota(
                "{\"data\":{\"label\":\"k\",\"limit\":10,\"limit_remaining\":2.5,\"limit_reset\":\"monthly\",\"usage\":7.5,\"is_free_tier\":false}}"));
  }
}
