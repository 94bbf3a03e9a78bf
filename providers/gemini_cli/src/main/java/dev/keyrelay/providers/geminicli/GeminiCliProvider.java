package dev.keyrelay.providers.geminicli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.google.CodeAssistCalls;
import dev.keyrelay.spi.google.CodeAssistEnvelope;
import dev.keyrelay.spi.google.CodeAssistProject;
import dev.keyrelay.spi.google.GoogleFailures;
import dev.keyrelay.spi.google.GoogleLogin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Code Assist. A request is Gemini's, wrapped with model and project; an answer is Gemini's, in
 * {@code response}.
 */
final class GeminiCliProvider implements Provider {

  private static final String SCOPE = "https://www.googleapis.com/auth/";
  private static final GoogleLogin.Registration REGISTRATION =
      new GoogleLogin.Registration(
          GeminiCliFactory.PREFIX,
          List.of(SCOPE + "cloud-platform", SCOPE + "userinfo.email", SCOPE + "userinfo.profile"),
          8085,
          "/oauth2callback");

  private final ProviderProfile profile;
  private final URI base;
  private final GoogleLogin login;
  private final CodeAssistProject projects;
  private final CodeAssistQuota quota;

  GeminiCliProvider(ProviderContext context) {
    var gemini = List.of(Dialect.GEMINI);
    profile =
        new ProviderProfile(
            context.providerId(),
            "Gemini Code Assist",
            Map.of(Operation.GENERATE, gemini, Operation.COUNT_TOKENS, gemini),
            Map.of(
                "pro", List.of("gemini-2.5-pro*", "gemini-3-pro*", "gemini-3.1-pro*"),
                "25-flash", List.of("gemini-2.0-flash*", "gemini-2.5-flash*"),
                "3-flash", List.of("gemini-3-flash*")),
            true,
            true);
    base = context.settings().baseUrl(CodeAssistCalls.HOST);
    login = new GoogleLogin(context, REGISTRATION);
    projects = new CodeAssistProject(context, base, GeminiCliFactory.PREFIX);
    quota = new CodeAssistQuota(new CodeAssistCalls(context.http(), base), projects, profile);
  }

  @Override
  public ProviderProfile profile() {
    return profile;
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    var account =
        CodeAssistEnvelope.account(
            credential,
            "gemini_cli takes Google accounts alone; put an API key into GEMINI_API_KEY, for the"
                + " provider gemini");
    return switch (call.operation()) {
      case GENERATE ->
          CodeAssistEnvelope.request(
              base,
              CodeAssistEnvelope.generation(call),
              call.stream(),
              account,
              wrapped(call, account));
      case COUNT_TOKENS ->
          CodeAssistEnvelope.request(base, "countTokens", false, account, counting(call));
      case COMPLETE, EMBED ->
          throw new UnsupportedCallException(
              call.operation() + ": gemini_cli has no such call (expected: GENERATE)");
    };
  }

  private JsonBody wrapped(UpstreamCall call, Credential.OAuthAccount account) {
    var head = JsonBody.MAPPER.createObjectNode().put("model", CodeAssistEnvelope.model(call));
    projects.of(account).ifPresent(project -> head.put("project", project));
    return JsonBody.of(head).with("request", call.body());
  }

  /** The service counts contents alone, and takes no project. */
  private static JsonBody counting(UpstreamCall call) {
    var contents =
        call.body()
            .get("contents")
            .or(
                () ->
                    call.body().get("generateContentRequest").map(inner -> inner.path("contents")));
    var body = JsonBody.MAPPER.createObjectNode();
    var request =
        body.putObject("request").put("model", "models/" + CodeAssistEnvelope.model(call));
    request.set("contents", contents.orElseGet(JsonBody.MAPPER::createArrayNode));
    return JsonBody.of(body);
  }

  @Override
  public JsonNode unwrap(JsonNode payload) {
    return CodeAssistEnvelope.unwrap(payload);
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    return GoogleFailures.explain(failure);
  }

  @Override
  public OptionalInt rank(Credential credential) {
    return CodeAssistProject.rank(credential);
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(quota::models);
  }

  @Override
  public Optional<CredentialRefresh> credentialRefresh() {
    return Optional.of(login.refresh());
  }

  @Override
  public Optional<AccountPreparation> accountPreparation() {
    return Optional.of(projects);
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return Optional.of(quota);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(new GeminiCliEnrolment(login));
  }
}
