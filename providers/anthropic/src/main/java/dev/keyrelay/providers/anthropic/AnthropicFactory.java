package dev.keyrelay.providers.anthropic;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code anthropic}. */
public final class AnthropicFactory implements ProviderFactory {

  @Override
  public String id() {
    return "anthropic";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Anthropic"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new AnthropicProvider(context);
  }
}
