package dev.keyrelay.providers.cohere;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;

class CohereContractTest extends ProviderContract {

  CohereContractTest() {
    super(
        Specimen.ofKeys(new CohereFactory())
            .lacking(Ability.QUOTA_READINGS)
            .listing(
                List.of(
                    "{\"models\":[{\"name\":\"command-a\",\"context_length\":256000}],\"next_page_token\":\"t&1\"}",
                    "{\"models\":[{\"name\":\"embed-v4\"}],\"next_page_token\":\"\"}"),
                "command-a",
                "embed-v4"));
  }
}
