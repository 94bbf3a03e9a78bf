package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.google.CodeAssistEnvelope;
import dev.keyrelay.spi.google.CodeAssistProvider;
import dev.keyrelay.spi.google.GoogleLogin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Antigravity. Answers are Gemini's, in {@code response}. */
final class AntigravityProvider extends CodeAssistProvider {

  private static final String TERMS =
      "Antigravity's terms forbid the use of its logins by other software, and accounts have been"
          + " suspended for it. You risk the whole Google account. Keys of AI Studio (provider"
          + " gemini) and of Anthropic (provider anthropic) are the supported ways.";
  private static final String SCOPE = "https://www.googleapis.com/auth/";
  private static final GoogleLogin.Registration REGISTRATION =
      new GoogleLogin.Registration(
          AntigravityFactory.PREFIX,
          List.of(
              SCOPE + "cloud-platform",
              SCOPE + "userinfo.email",
              SCOPE + "userinfo.profile",
              SCOPE + "cclog",
              SCOPE + "experimentsandconfigs"),
          51_121,
          "/oauthcallback");

  private final AntigravityQuota quota;
  private final AntigravityRequest requests;
  private final ThoughtCache thoughts;

  AntigravityProvider(ProviderContext context) {
    super(context, profile(context.providerId()), REGISTRATION);
    quota =
        new AntigravityQuota(
            calls(), projects(), profile(), QuotaReadings.interval(context.settings()));
    thoughts =
        new ThoughtCache(
            context.clock(),
            context.settings().duration("SIGNATURE_CACHE_TTL", Duration.ofHours(1)));
    requests = new AntigravityRequest(Switches.of(context.settings()), thoughts);
  }

  private static ProviderProfile profile(String id) {
    return new ProviderProfile(
        id,
        "Antigravity",
        Map.of(Operation.GENERATE, List.of(Dialect.GEMINI)),
        Map.of(
            "claude", List.of("claude-*"),
            "g3-pro", List.of("gemini-3-pro*"),
            "g3-flash", List.of("gemini-3-flash*"),
            "g25-flash", List.of("gemini-2.5-flash", "gemini-2.5-flash-thinking"),
            "g25-lite", List.of("gemini-2.5-flash-lite*")),
        true,
        true);
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    var account =
        CodeAssistEnvelope.account(
            credential, "antigravity takes Google accounts alone (expected: an OAuth account)");
    return CodeAssistEnvelope.request(
        base(),
        CodeAssistEnvelope.generation(call),
        call.stream(),
        account,
        requests.of(call, projects().of(account)));
  }

  @Override
  public JsonNode unwrap(JsonNode payload) {
    return thoughts.watch().apply(super.unwrap(payload));
  }

  @Override
  public UnaryOperator<JsonNode> streamUnwrap() {
    var watch = thoughts.watch();
    return event -> watch.apply(CodeAssistEnvelope.unwrap(event));
  }

  @Override
  public boolean surelyHas(String model) {
    return Models.KNOWN.contains(model);
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(quota::models);
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return Optional.of(quota);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(Enrolment.byBrowser(login(), TERMS));
  }
}
