package dev.keyrelay.cli.plugin;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** A service with keys, one with accounts, and custom ones; all of them OpenAI-compatible. */
public final class AcmeFactory implements ProviderFactory {

  @Override
  public String id() {
    return "acme";
  }

  @Override
  public List<ServiceDescription> services() {
    return List.of(
        ServiceDescription.of("acme", "Acme"), ServiceDescription.of("guild", "The guild"));
  }

  @Override
  public List<SettingDescription> settings(String service) {
    return service.equals("guild")
        ? List.of(
            new SettingDescription(
                "WAY", SettingDescription.Kind.TEXT, "browser", "How the guild lets people in."),
            new SettingDescription(
                "PASSWORD", SettingDescription.Kind.SECRET, "none", "What the guild whispers."),
            SettingDescription.flag("STRICT", false, "Whether the guild is strict."))
        : List.of();
  }

  @Override
  public Set<Dialect> customUpstreams() {
    return Set.of(Dialect.OPENAI_CHAT);
  }

  @Override
  public Provider create(ProviderContext context) {
    return context.providerId().equals("guild")
        ? new GuildProvider(context)
        : new OpenAiCompatibleProvider(
            context, context.providerId(), URI.create("http://127.0.0.1:9"));
  }
}
