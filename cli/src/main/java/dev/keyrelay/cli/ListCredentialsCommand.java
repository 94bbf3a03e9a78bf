package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.cli.home.Spans;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.JsonBody;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the credentials that the gateway finds. */
@Command(
    name = "list",
    description = {
      "Lists the credentials that the gateway finds: in the environment, in .env, in oauth_creds."
          + " Calls no provider; a gateway that runs says which accounts must log in again.",
    })
final class ListCredentialsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "Only the credentials of this provider.")
  private Optional<String> provider = Optional.empty();

  @Option(names = "--reveal", description = "Shows keys and tokens in plain text.")
  private boolean reveal;

  ListCredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Installation installation = home.open(surroundings)) {
      List<FoundCredential> found = Providers.credentials(installation, provider);
      var loggedOut = loggedOut(installation, found);
      if (json.wanted()) {
        var array = JsonBody.MAPPER.createArrayNode();
        found.forEach(one -> array.add(card(one, loggedOut)));
        surroundings.console().json(array);
      } else {
        print(found, loggedOut);
      }
      if (installation.configuration().findings().stream()
          .anyMatch(finding -> finding.level() == Finding.Level.ERROR)) {
        surroundings
            .console()
            .tell("something does not hold, so credentials may be missing: keyrelay doctor");
      }
    }
    return ExitCodes.OK;
  }

  /** What a gateway that runs knows of accounts, by id; nothing is asked without accounts. */
  private static Map<String, String> loggedOut(
      Installation installation, List<FoundCredential> found) throws InterruptedException {
    if (found.stream().noneMatch(one -> one.credential() instanceof Credential.OAuthAccount)) {
      return Map.of();
    }
    try (var running = RunningGateway.of(installation.configuration(), Optional.empty())) {
      return running.loggedOut();
    }
  }

  private void print(List<FoundCredential> found, Map<String, String> loggedOut) {
    Console console = surroundings.console();
    if (found.isEmpty()) {
      console.out().println("No credentials. Add one: keyrelay credentials add PROVIDER");
      return;
    }
    Table table = new Table("PROVIDER", "ID", "KIND", "FOUND IN", "SHOWN", "STATE");
    for (FoundCredential one : found) {
      String state = loggedOut.containsKey(one.id()) ? console.bad("needs login") : state(one);
      table.row(one.provider(), one.id(), kind(one), one.origin().name(), shown(one), state);
    }
    table.print(console);
  }

  private String shown(FoundCredential one) {
    if (!reveal) {
      return one.mask();
    }
    return switch (one.credential()) {
      case Credential.ApiKey key -> key.key().reveal();
      case Credential.OAuthAccount account -> account.accessToken().reveal();
      case Credential.Anonymous _ -> "";
    };
  }

  private static String kind(FoundCredential one) {
    return switch (one.credential()) {
      case Credential.ApiKey _ -> "key";
      case Credential.OAuthAccount _ -> "account";
      case Credential.Anonymous _ -> "none needed";
    };
  }

  private String state(FoundCredential one) {
    return one.credential() instanceof Credential.OAuthAccount account
        ? account.expiresAt().map(this::token).orElse("token without end")
        : "";
  }

  private String token(Instant end) {
    Duration left = Duration.between(surroundings.time().clock().instant(), end);
    return left.isPositive() ? "token for " + Spans.text(left) : "token to be refreshed";
  }

  private ObjectNode card(FoundCredential one, Map<String, String> loggedOut) {
    var card =
        JsonBody.MAPPER
            .createObjectNode()
            .put("provider", one.provider())
            .put("id", one.id())
            .put("kind", kind(one))
            .put("found_in", one.origin().name())
            .put("shown", one.mask());
    if (one.credential() instanceof Credential.OAuthAccount account) {
      card.put("expires_at", account.expiresAt().map(Instant::toString).orElse(null));
      account.attribute("tier").ifPresent(tier -> card.put("tier", tier));
      account.attribute("project_id").ifPresent(project -> card.put("project_id", project));
    }
    if (loggedOut.containsKey(one.id())) {
      card.put("needs_login", loggedOut.get(one.id()));
    }
    if (reveal) {
      card.put("secret", shown(one));
    }
    return card;
  }
}
