package dev.keyrelay.providers.anthropic;

import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;

class AnthropicContractTest extends ProviderContract {

  AnthropicContractTest() {
    super(
        Specimen.ofKeys(new AnthropicFactory())
            .lacking(Ability.QUOTA_READINGS)
            .listing(
                List.of(
                    "{\"data\":[{\"type\":\"model\",\"id\":\"claude-a\",\"display_name\":\"A\",\"created_at\":\"2025-05-14T00:00:00Z\"}],\"has_more\":true,\"first_id\":\"claude-a\",\"last_id\":\"claude-a\"}",
                    "{\"data\":[{\"type\":\"model\",\"id\":\"claude-b\"}],\"has_more\":false,\"last_id\":\"claude-b\"}"),
                "claude-a",
                "claude-b"));
  }
}
