package dev.keyrelay.providers.azure;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;

class AzureContractTest extends ProviderContract {

  AzureContractTest() {
    super(
        Specimen.ofKeys(new AzureFactory())
            .lacking(Ability.QUOTA_READINGS)
            .setting("API_BASE", "https://mine.openai.azure.com")
            .listing(
                List.of(
                    "{\"data\":[{\"id\":\"my-gpt\",\"model\":\"gpt-4o\",\"status\":\"succeeded\",\"created_at\":1},{\"id\":\"gone\",\"model\":\"x\",\"status\":\"canceled\"}]}"),
                "my-gpt"));
  }
}
