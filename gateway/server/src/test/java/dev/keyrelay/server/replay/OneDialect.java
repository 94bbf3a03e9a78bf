package dev.keyrelay.server.replay;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** A provider that speaks one of OpenAI's dialects and not the other. */
record OneDialect(String id, Dialect dialect) implements ProviderFactory {

  @Override
  public Provider create(ProviderContext context) {
    var profile =
        ProviderProfile.of(context.providerId(), id, Map.of(Operation.GENERATE, List.of(dialect)));
    return new OpenAiCompatibleProvider(context, profile, URI.create("http://127.0.0.1"));
  }
}
