package dev.keyrelay.providers.geminicli;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import dev.keyrelay.spi.SettingDescription;
import dev.keyrelay.spi.google.CodeAssistProvider;
import java.util.List;

/** Makes the provider {@code gemini_cli}. */
public final class GeminiCliFactory implements ProviderFactory {

  static final String PREFIX = "GEMINI_CLI";

  @Override
  public String id() {
    return "gemini_cli";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(
            id(), "Gemini Code Assist", List.of(PREFIX), CredentialNeed.REQUIRED, false));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return List.of(
        CodeAssistProvider.PROJECT,
        QuotaReadings.INTERVAL,
        SettingDescription.flag(
            "PREVIEW_FALLBACK",
            false,
            "Lets the stable model of the same size answer where no account can use a preview."));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new GeminiCliProvider(context);
  }
}
