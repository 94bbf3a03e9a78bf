package dev.keyrelay.providers.nanogpt;

import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;

class NanoGptContractTest extends ProviderContract {

  NanoGptContractTest() {
    super(
        Specimen.ofKeys(new NanoGptFactory())
            .listing(
                List.of(
                    "{\"data\":[{\"id\":\"gpt-4o\"},{\"id\":\"auto-model\"},{\"id\":\"auto-model-basic\"}]}"),
                "gpt-4o")
            .quota(SubscriptionUsageTest.OLD));
  }
}
