package dev.keyrelay.spi.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.oauth.LoginEndpoints;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the project and the tier of a Code Assist account, and signs the account up where it has
 * none. {@code <PREFIX>_PROJECT_ID} beats whatever the service or the account says.
 */
public final class CodeAssistProject implements AccountPreparation {

  private static final String OPERATION = "onboarding_operation";
  private static final String SINCE = "onboarding_since";
  private static final String TIER = "onboarding_tier";
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final CodeAssistCalls calls;
  private final ProjectScan scan;
  private final InstantSource clock;
  private final Optional<String> configured;
  private final String variable;

  /**
   * A preparation.
   *
   * @param base where Code Assist is
   * @param prefix what the service's variables begin with
   */
  public CodeAssistProject(ProviderContext context, URI base, String prefix) {
    this.calls = new CodeAssistCalls(context.http(), base);
    this.scan = new ProjectScan(calls, new LoginEndpoints(context.settings()));
    this.clock = context.clock();
    this.configured = context.settings().get("PROJECT_ID").map(String::strip);
    this.variable = prefix + "_PROJECT_ID";
  }

  /** The project that requests of an account name. */
  public Optional<String> of(OAuthAccount account) {
    return configured.or(() -> account.attribute("project_id"));
  }

  /** The rank of a credential by its tier; empty if the tier is not known. */
  public static OptionalInt rank(Credential credential) {
    return credential instanceof OAuthAccount account && account.attribute("tier").isPresent()
        ? OptionalInt.of(CodeAssistTier.of(account.attribute("tier").get()).rank())
        : OptionalInt.empty();
  }

  @Override
  public boolean isComplete(OAuthAccount account) {
    return of(account).isPresent();
  }

  @Override
  public Step next(OAuthAccount account) throws IOException, InterruptedException {
    try {
      return account.attribute(SINCE).isPresent() ? poll(account) : load(account);
    } catch (CodeAssistCalls.RefusedException e) {
      return refused(account, e);
    }
  }

  private Step refused(OAuthAccount account, CodeAssistCalls.RefusedException e)
      throws CodeAssistCalls.RefusedException {
    if (e.says("SECURITY_POLICY_VIOLATED") && configured.isPresent()) {
      // The perimeter of an organisation hides the account's tier; only paid tiers are in one.
      return ready(account, configured.get(), "standard-tier");
    }
    if (e.status() == 403 || e.status() == 400 || e.status() == 412) {
      return new Refused(e.words());
    }
    throw e;
  }

  private Step load(OAuthAccount account) throws IOException, InterruptedException {
    JsonNode loaded = calls.call(account, "loadCodeAssist", request(configured));
    String tier = tier(loaded);
    if (tier.isEmpty()) {
      return signUp(account, loaded);
    }
    var project =
        configured
            .or(() -> project(loaded.path("cloudaicompanionProject")))
            .or(() -> account.attribute("project_id"));
    if (project.isPresent()) {
      return ready(account, project.get(), tier);
    }
    var found = scan.find(account, CodeAssistProject::request);
    return found.isPresent() ? ready(account, found.get(), tier) : signUp(account, loaded);
  }

  static String tier(JsonNode loaded) {
    return loaded.at("/paidTier/id").asText(loaded.at("/currentTier/id").asText(""));
  }

  /** What the service wants to know of its caller: nothing that we are not. */
  static ObjectNode request(Optional<String> project) {
    var body = JsonBody.MAPPER.createObjectNode();
    var metadata =
        body.putObject("metadata")
            .put("ideType", "IDE_UNSPECIFIED")
            .put("platform", "PLATFORM_UNSPECIFIED")
            .put("pluginType", "PLUGIN_UNSPECIFIED");
    project.ifPresent(
        id -> {
          metadata.put("duetProject", id);
          body.put("cloudaicompanionProject", id);
        });
    return body;
  }

  private static Optional<String> project(JsonNode node) {
    String id = node.isObject() ? node.path("id").asText("") : node.asText("");
    return Optional.of(id).filter(text -> !text.isBlank());
  }

  private Step signUp(OAuthAccount account, JsonNode loaded)
      throws IOException, InterruptedException {
    var tier = tierToAskFor(loaded.path("allowedTiers"));
    if (tier.isEmpty()) {
      return new Refused(whyNot(loaded.path("ineligibleTiers")));
    }
    var begun =
        account.withAttribute(TIER, tier.get()).withAttribute(SINCE, clock.instant().toString());
    return onboard(begun);
  }

  /** The default tier, else the legacy one, else the first. */
  private static Optional<String> tierToAskFor(JsonNode allowed) {
    Optional<String> chosen = Optional.empty();
    for (JsonNode tier : allowed) {
      String id = tier.path("id").asText("");
      if (tier.path("isDefault").asBoolean()) {
        return Optional.of(id);
      }
      if (chosen.isEmpty() || id.equals("legacy-tier")) {
        chosen = Optional.of(id);
      }
    }
    return chosen;
  }

  private static String whyNot(JsonNode ineligible) {
    JsonNode first = ineligible.path(0);
    String reason =
        first.path("reasonMessage").asText(first.path("reasonCode").asText("no reason given"));
    String link = first.path("validationUrl").asText("");
    return "Code Assist offers this account no tier: "
        + reason
        + (link.isEmpty() ? "" : " Open " + link + " to validate it.");
  }

  /** The free tier makes a project of its own, and answers 412 to one of ours. */
  private Step onboard(OAuthAccount account) throws IOException, InterruptedException {
    String tier = account.attribute(TIER).orElse("");
    var body = request(tier.equals("free-tier") ? Optional.empty() : configured);
    body.put("tierId", tier);
    return judge(account, calls.call(account, "onboardUser", body));
  }

  private Step poll(OAuthAccount account) throws IOException, InterruptedException {
    var since = Instant.parse(account.attribute(SINCE).orElseThrow());
    if (Duration.between(since, clock.instant()).compareTo(LONGEST) > 0) {
      return new Refused(
          "Code Assist did not finish signing up the account in 5 minutes; try again later, or set "
              + variable);
    }
    var operation = account.attribute(OPERATION);
    return operation.isPresent()
        ? judge(account, calls.operation(account, operation.get()))
        : onboard(account);
  }

  private Step judge(OAuthAccount account, JsonNode answer) {
    if (!answer.path("done").asBoolean()) {
      String name = answer.path("name").asText("");
      boolean usable = name.matches("[A-Za-z0-9_./-]+");
      return new Waiting(usable ? account.withAttribute(OPERATION, name) : account, BETWEEN_POLLS);
    }
    if (answer.path("error").isObject()) {
      return new Refused(answer.at("/error/message").asText("Code Assist refused to sign up"));
    }
    var project = configured.or(() -> project(answer.at("/response/cloudaicompanionProject")));
    return project.isPresent()
        ? ready(account, project.get(), account.attribute(TIER).orElse(""))
        : new Refused(
            "Code Assist gave the account no project; make one in the Google Cloud console and set "
                + variable);
  }

  private static Step ready(OAuthAccount account, String project, String tier) {
    return new Ready(
        account
            .withoutAttribute(OPERATION)
            .withoutAttribute(SINCE)
            .withoutAttribute(TIER)
            .withAttribute("project_id", project)
            .withAttribute("tier", CodeAssistTier.of(tier).name())
            .withAttribute("tier_full", CodeAssistTier.displayName(tier)));
  }
}
