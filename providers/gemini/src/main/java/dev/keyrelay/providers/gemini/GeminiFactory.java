package dev.keyrelay.providers.gemini;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code gemini}. */
public final class GeminiFactory implements ProviderFactory {

  @Override
  public String id() {
    return "gemini";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Google Gemini"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new GeminiProvider(context);
  }
}
