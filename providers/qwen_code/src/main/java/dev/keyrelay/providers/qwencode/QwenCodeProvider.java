package dev.keyrelay.providers.qwencode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.openai.ThinkTags;
import dev.keyrelay.spi.openai.ToolSchemas;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Qwen Code. Its models may think in {@code <think>} tags, which become reasoning. */
final class QwenCodeProvider implements Provider {

  private static final Set<String> REFUSED_KEYWORDS = Set.of("strict", "additionalProperties");

  /** The Qwen3 coders stream noise when a request has no tool at all. */
  private static final JsonNode NO_TOOLS = noTools();

  private final ProviderProfile profile;
  private final QwenAddress address;
  private final QwenLogin login;
  private final QwenModels models;
  private final boolean toolGuard;

  QwenCodeProvider(ProviderContext context) {
    profile =
        new ProviderProfile(
            context.providerId(),
            "Qwen Code",
            Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT)),
            Map.of(),
            false,
            true);
    address = new QwenAddress(context.settings());
    login = new QwenLogin(context);
    models = new QwenModels(context.http(), address);
    toolGuard = context.settings().flag("TOOL_GUARD", true);
  }

  private static JsonNode noTools() {
    var tools = JsonBody.MAPPER.createArrayNode();
    var function = tools.addObject().put("type", "function").putObject("function");
    function.put("name", "do_not_call_me");
    function.put("description", "There is nothing to call. Never call this.");
    function.putObject("parameters").put("type", "object").putObject("properties");
    return tools;
  }

  @Override
  public ProviderProfile profile() {
    return profile;
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    String accept = call.stream() ? "text/event-stream" : "application/json";
    return UpstreamRequest.post(
        address.of(credential, "/chat/completions"),
        headers(credential).with("Accept", accept),
        adapted(call));
  }

  private JsonBody adapted(UpstreamCall call) {
    var body = ToolSchemas.clean(call.body(), REFUSED_KEYWORDS);
    if (!call.stream()) {
      return body;
    }
    var options = JsonBody.MAPPER.createObjectNode().put("include_usage", true);
    var streaming = body.withDefault("stream_options", options);
    return toolGuard ? streaming.withDefault("tools", NO_TOOLS) : streaming;
  }

  static Headers headers(Credential credential) {
    return switch (credential) {
      case Credential.ApiKey key -> Headers.NONE.with("Authorization", "Bearer ", key.key());
      case Credential.OAuthAccount account ->
          Headers.NONE.with("Authorization", "Bearer ", account.accessToken());
      case Credential.Anonymous _ -> Headers.NONE;
    };
  }

  /** Throttling is told by a word of the device grant, whatever the status. */
  @Override
  public Failure explain(UpstreamFailure failure) {
    var standard = StandardFailures.explain(failure);
    boolean throttled =
        failure.stage() == UpstreamFailure.Stage.STATUS && failure.text().contains("slow_down");
    return throttled ? standard.as(FailureKind.RATE_LIMITED) : standard;
  }

  @Override
  public JsonNode unwrap(JsonNode payload) {
    return ThinkTags.ofAnswer(payload);
  }

  @Override
  public UnaryOperator<JsonNode> streamUnwrap() {
    return ThinkTags.ofStream();
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(models);
  }

  @Override
  public Optional<CredentialRefresh> credentialRefresh() {
    return Optional.of(login.refresh());
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(login);
  }
}
