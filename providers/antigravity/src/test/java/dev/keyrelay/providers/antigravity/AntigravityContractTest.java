package dev.keyrelay.providers.antigravity;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.Specimen;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class AntigravityContractTest extends ProviderContract {

  private static final String MODELS =
      """
      {"models":{"claude-sonnet-4-5":{"displayName":"Claude","quotaInfo":{"remainingFraction":0.8,
         "resetTime":"2026-01-20T15:00:00Z"}},
        "chat_20706":{},"gpt-oss-120b":{"quotaInfo":{"remainingFraction":1}}}}\
      """;

  AntigravityContractTest() {
    super(
        Specimen.of(new AntigravityFactory())
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
                List.of(MODELS),
                "gemini-2.5-flash",
                "gemini-2.5-flash-lite",
                "gemini-3-pro-preview",
                "gemini-3-flash",
                "claude-sonnet-4.5",
                "claude-opus-4.5",
                "claude-opus-4.6",
                "gpt-oss-120b")
            .quota(MODELS));
  }
}
