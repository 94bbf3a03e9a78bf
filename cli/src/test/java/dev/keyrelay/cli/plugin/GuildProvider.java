package dev.keyrelay.cli.plugin;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ProviderContext;
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

/** Accounts by browser login and by device code; grants what the code says. */
final class GuildProvider extends OpenAiCompatibleProvider {

  private final boolean device;

  GuildProvider(ProviderContext context) {
    super(context, "The guild", URI.create("http://127.0.0.1:9"));
    this.device = context.settings().get("WAY").filter("device"::equals).isPresent();
  }

  @Override
  public Optional<Enrolment> enrolment() {
    Enrolment.Way way = device ? new ByDevice() : new ByBrowser();
    return Optional.of(() -> List.of(way));
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

  private static final class ByBrowser implements Enrolment.Browser {

    @Override
    public int callbackPort() {
      return 0;
    }

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

  private static final class ByDevice implements Enrolment.Device {

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
      return new Enrolment.Granted(account("dee@guild.example"));
    }
  }
}
