package dev.keyrelay.providers.gemini;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;

class GeminiContractTest extends ProviderContract {

  GeminiContractTest() {
    super(
        Specimen.ofKeys(new GeminiFactory())
            .lacking(Ability.QUOTA_READINGS)
            .listing(
                List.of(
                    "{\"models\":[{\"name\":\"models/gemini-a\",\"displayName\":\"A\",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536}],\"nextPageToken\":\"p+2\"}",
                    "{\"models\":[{\"name\":\"models/gemini-b\"},{\"name\":\"tunedModels/c\"}]}"),
                "gemini-a",
                "gemini-b",
                "tunedModels/c"));
  }
}
