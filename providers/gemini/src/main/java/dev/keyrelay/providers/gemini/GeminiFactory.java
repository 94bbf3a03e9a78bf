package dev.keyrelay.providers.gemini;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;
import java.util.Set;

/** Makes the provider {@code gemini}. */
public final class GeminiFactory implements ProviderFactory {

  /** The id of the service itself; others are upstreams of the user that speak as it does. */
  static final String ID = "gemini";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Google Gemini"));
  }

  @Override
  public Set<Dialect> customUpstreams() {
    return Set.of(Dialect.GEMINI);
  }

  @Override
  public Provider create(ProviderContext context) {
    return new GeminiProvider(context);
  }
}
