package dev.keyrelay.providers.openaicompatible;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a provider for every row of {@code services.json}, and for upstreams of the user. */
public final class OpenAiCompatibleFactory implements ProviderFactory {

  private final Map<String, Service> services = ServiceTable.load();

  @Override
  public String id() {
    return "openai-compatible";
  }

  @Override
  public List<ServiceDescription> services() {
    return services.values().stream().map(Service::description).toList();
  }

  @Override
  public Set<Dialect> customUpstreams() {
    return EnumSet.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);
  }

  @Override
  public Provider create(ProviderContext context) {
    String id = context.providerId();
    Service known = services.get(id);
    return new CompatibleProvider(context, known == null ? custom(context) : known);
  }

  private static Service custom(ProviderContext context) {
    String id = context.providerId();
    if (context.settings().get("API_BASE").isEmpty()) {
      throw new IllegalArgumentException(
          id
              + ": no base URL (expected: its variable _API_BASE, such as"
              + " http://localhost:8000/v1)");
    }
    return Service.custom(id, context.settings().baseUrl(URI.create("http://localhost")));
  }
}
