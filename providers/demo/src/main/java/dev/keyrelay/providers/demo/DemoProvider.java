package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible provider whose upstream is a {@link ScriptedUpstream} of its own, started by
 * the first call and closed with the provider. {@code DEMO_API_BASE} names another upstream
 * instead.
 */
final class DemoProvider implements Provider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final URI OVERRIDDEN = URI.create("http://127.0.0.1");

  private final ProviderContext context;
  private final ProviderProfile profile;
  private volatile @Nullable OpenAiCompatibleProvider calls;
  private @Nullable ScriptedUpstream upstream;
  private boolean closed;

  DemoProvider(ProviderContext context, String displayName) {
    this.context = context;
    this.profile =
        ProviderProfile.of(
            context.providerId(),
            displayName,
            Map.of(Operation.GENERATE, CHAT, Operation.COMPLETE, CHAT, Operation.EMBED, CHAT));
  }

  @Override
  public ProviderProfile profile() {
    return profile;
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    return calls().prepare(call, credential);
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(credential -> calls().modelListing().orElseThrow().list(credential));
  }

  private OpenAiCompatibleProvider calls() {
    var known = calls;
    return known == null ? started() : known;
  }

  private synchronized OpenAiCompatibleProvider started() {
    var known = calls;
    if (known == null) {
      known = new OpenAiCompatibleProvider(context, profile, baseUrl());
      calls = known;
    }
    return known;
  }

  private URI baseUrl() {
    if (context.settings().get("API_BASE").isPresent()) {
      return OVERRIDDEN;
    }
    if (closed) {
      throw new IllegalStateException("the demo provider is closed (expected: no more calls)");
    }
    var running = ScriptedUpstream.startUnrecorded(context.clock());
    upstream = running;
    return running.openAiUri();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (upstream != null) {
      upstream.close();
    }
  }
}
