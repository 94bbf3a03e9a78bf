package dev.keyrelay.providers.geminicli;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.google.CodeAssistEnvelope;
import dev.keyrelay.spi.google.CodeAssistProvider;
import dev.keyrelay.spi.google.GoogleLogin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Code Assist. A request is Gemini's, wrapped with model and project; an answer is Gemini's, in
 * {@code response}.
 */
final class GeminiCliProvider extends CodeAssistProvider {

  private static final String TERMS =
      "Google's terms allow Code Assist logins to its own clients. Logins of consumers ended on"
          + " 2026-06-18. Use this only with a licence that allows it, and with an OAuth client"
          + " and a project of your own; keys of AI Studio (provider gemini) are the supported"
          + " way.";
  private static final String STABLE_PRO = "gemini-2.5-pro*";
  private static final String SCOPE = "https://www.googleapis.com/auth/";
  private static final GoogleLogin.Registration REGISTRATION =
      new GoogleLogin.Registration(
          GeminiCliFactory.PREFIX,
          List.of(SCOPE + "cloud-platform", SCOPE + "userinfo.email", SCOPE + "userinfo.profile"),
          8085,
          "/oauth2callback");

  private final CodeAssistQuota quota;
  private final boolean fallsBack;

  GeminiCliProvider(ProviderContext context) {
    this(context, context.settings().flag("PREVIEW_FALLBACK", false));
  }

  private GeminiCliProvider(ProviderContext context, boolean fallsBack) {
    super(context, profile(context.providerId(), fallsBack), REGISTRATION);
    this.fallsBack = fallsBack;
    this.quota =
        new CodeAssistQuota(
            calls(), projects(), profile(), QuotaReadings.interval(context.settings()));
  }

  /**
   * @param apart whether previews are taken to have a quota of their own, so that what stands in
   *     for them is not held back with them
   */
  private static ProviderProfile profile(String id, boolean apart) {
    var gemini = List.of(Dialect.GEMINI);
    var groups = new HashMap<String, List<String>>();
    var previews = List.of("gemini-3-pro*", "gemini-3.1-pro*");
    groups.put("pro", apart ? List.of(STABLE_PRO) : with(STABLE_PRO, previews));
    if (apart) {
      groups.put("pro-preview", previews);
    }
    groups.put("25-flash", List.of("gemini-2.0-flash*", "gemini-2.5-flash*"));
    groups.put("3-flash", List.of("gemini-3-flash*"));
    return new ProviderProfile(
        id,
        "Gemini Code Assist",
        Map.of(Operation.GENERATE, gemini, Operation.COUNT_TOKENS, gemini),
        groups,
        true,
        true);
  }

  private static List<String> with(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
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
              base(),
              CodeAssistEnvelope.generation(call),
              call.stream(),
              account,
              wrapped(call, account));
      case COUNT_TOKENS ->
          CodeAssistEnvelope.request(base(), "countTokens", false, account, counting(call));
      case COMPLETE, EMBED ->
          throw new UnsupportedCallException(
              call.operation() + ": gemini_cli has no such call (expected: GENERATE)");
    };
  }

  private JsonBody wrapped(UpstreamCall call, Credential.OAuthAccount account) {
    var head = JsonBody.MAPPER.createObjectNode().put("model", CodeAssistEnvelope.model(call));
    projects().of(account).ifPresent(project -> head.put("project", project));
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
  public List<String> standIns(String model) {
    return fallsBack ? PreviewModels.standIns(model) : List.of();
  }

  @Override
  public boolean surelyHas(String model) {
    return CodeAssistQuota.KNOWN.contains(model) || !PreviewModels.standIns(model).isEmpty();
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
