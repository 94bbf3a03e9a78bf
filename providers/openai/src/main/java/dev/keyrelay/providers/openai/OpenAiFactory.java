package dev.keyrelay.providers.openai;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.ServiceDescription.CredentialNeed;
import java.util.List;

/** Makes the provider {@code openai}. */
public final class OpenAiFactory implements ProviderFactory {

  @Override
  public String id() {
    return "openai";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        new ServiceDescription(id(), "OpenAI", List.of("OPENAI"), CredentialNeed.REQUIRED, false));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new OpenAiProvider(context);
  }
}
