package dev.keyrelay.providers.geminicli;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class GeminiCliContractTest extends ProviderContract {

  private static final String BUCKETS =
      """
      {"buckets":[{"modelId":"gemini-2.5-pro","tokenType":"REQUESTS","remainingFraction":0.87,
        "resetTime":"2026-01-20T08:00:00Z"},
       {"modelId":"gemini-9","tokenType":"REQUESTS","remainingFraction":1}]}\
      """;

  GeminiCliContractTest() {
    super(
        Specimen.of(new GeminiCliFactory())
            .lacking(Ability.WIRE_FORMAT)
            .credential(
                new OAuthAccount(
                    "sample",
                    Secret.of(Specimen.SAMPLE_KEY),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of("project_id", "p"),
                    Map.of()))
            .listing(
                List.of(BUCKETS),
                "gemini-2.5-pro",
                "gemini-2.5-flash",
                "gemini-2.5-flash-lite",
                "gemini-3-pro-preview",
                "gemini-3.1-pro-preview",
                "gemini-3-flash-preview",
                "gemini-9")
            .quota(BUCKETS));
  }
}
