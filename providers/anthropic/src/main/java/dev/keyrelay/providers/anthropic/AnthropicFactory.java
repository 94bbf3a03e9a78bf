package dev.keyrelay.providers.anthropic;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;
import java.util.Set;

/** Makes the provider {@code anthropic}. */
public final class AnthropicFactory implements ProviderFactory {

  /** The id of the service itself; others are upstreams of the user that speak as it does. */
  static final String ID = "anthropic";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Anthropic"));
  }

  @Override
  public Set<Dialect> customUpstreams() {
    return Set.of(Dialect.ANTHROPIC_MESSAGES);
  }

  @Override
  public Provider create(ProviderContext context) {
    return new AnthropicProvider(context);
  }
}
