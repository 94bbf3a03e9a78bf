package dev.keyrelay.cli.plugin;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Accounts by browser login and by device code; grants what the code says. */
final class GuildProvider extends OpenAiCompatibleProvider {

  private final List<Enrolment.Way> ways;

  GuildProvider(ProviderContext context) {
    super(context, "The guild", URI.create("http://127.0.0.1:9"));
    this.ways =
        Stream.of(context.settings().get("WAY").orElse("browser").split(","))
            .map(name -> way(name, context.settings()))
            .toList();
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(() -> ways);
  }

  private static Enrolment.Way way(String name, ProviderSettings settings) {
    return switch (name) {
      case "device" -> new ByDevice(new Enrolment.Granted(account("dee@guild.example")));
      case "expired" -> new ByDevice(new Enrolment.Refused("the code has expired"));
      case "pending" -> new ByDevice(new Enrolment.Pending());
      case "key" ->
          new Enrolment.PasteKey("GUILD_API_KEY", URI.create("http://guild.example/keys"));
      default -> new ByBrowser(Integer.parseInt(settings.get("PORT").orElse("0")));
    };
  }

  private static OAuthAccount account(String email) {
    return new OAuthAccount(
        Enrolment.NEW,
        Secret.of("canary-access-" + email),
        Optional.of(Secret.of("canary-refresh-" + email)),
        Optional.empty(),
        Map.of("email", email),
        Map.of());
  }

  private record ByBrowser(int callbackPort) implements Enrolment.Browser {

    @Override
    public String callbackPath() {
      return "/callback";
    }

    @Override
    public URI authorizationPage(URI redirect, String state, String challenge) {
      return URI.create(
          "http://guild.example/login?redirect_uri="
              + URLEncoder.encode(redirect.toString(), StandardCharsets.UTF_8)
              + "&state="
              + state);
    }

    @Override
    public OAuthAccount exchange(String code, URI redirect, String verifier) throws IOException {
      if (code.equals("bad")) {
        throw new IOException("the guild refuses the code");
      }
      return account(code);
    }
  }

  private record ByDevice(Enrolment.DeviceAnswer answer) implements Enrolment.Device {

    @Override
    public Enrolment.DeviceLogin start(String challenge) {
      return new Enrolment.DeviceLogin(
          Secret.of("canary-device"),
          "ABCD-1234",
          URI.create("http://guild.example/device"),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5));
    }

    @Override
    public Enrolment.DeviceAnswer poll(Enrolment.DeviceLogin login, String verifier) {
      return answer;
    }
  }
}
