package dev.keyrelay.providers.groq;

import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.List;

/** Makes the provider {@code groq}. */
public final class GroqFactory implements ProviderFactory {

  @Override
  public String id() {
    return "groq";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(ServiceDescription.of(id(), "Groq"));
  }

  @Override
  public Provider create(ProviderContext context) {
    return new GroqProvider(context);
  }
}
