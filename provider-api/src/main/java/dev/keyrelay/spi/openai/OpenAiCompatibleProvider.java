package dev.keyrelay.spi.openai;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.DialectChoice;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A service that speaks OpenAI chat completions, completions and embeddings below one base URL, and
 * responses if the user says so, and takes its key as a Bearer token. Services with quirks extend
 * it and override {@link #adapt} or {@link #headers}.
 */
public class OpenAiCompatibleProvider implements Provider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Set<Dialect> SURFACES =
      EnumSet.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);

  private final ProviderProfile profile;
  private final List<Dialect> surfaces;
  private final DialectChoice choice;
  private final URI baseUrl;
  private final SideHttp http;

  /**
   * A service with the standard surfaces.
   *
   * @param context what the gateway lends
   * @param displayName the name for people
   * @param baseUrl what {@code /chat/completions} is appended to, unless the user overrides it; an
   *     override may end with that path already
   */
  public OpenAiCompatibleProvider(ProviderContext context, String displayName, URI baseUrl) {
    this(
        context,
        ProviderProfile.of(
            context.providerId(),
            displayName,
            Map.of(Operation.GENERATE, CHAT, Operation.COMPLETE, CHAT, Operation.EMBED, CHAT)),
        baseUrl);
  }

  /** A service with a profile of its own. */
  public OpenAiCompatibleProvider(ProviderContext context, ProviderProfile profile, URI baseUrl) {
    this(context, profile, baseUrl, "");
  }

  /**
   * A service of which users often state the host alone.
   *
   * @param barePath what is added to an override that has no path, such as {@code /v1}
   */
  public OpenAiCompatibleProvider(
      ProviderContext context, ProviderProfile profile, URI baseUrl, String barePath) {
    URI base = withoutEndpoint(context.settings().baseUrl(baseUrl));
    this.surfaces = profile.dialects(Operation.GENERATE);
    this.choice = DialectChoice.of(context.settings());
    // What is taken out of an envelope has the form of one surface.
    this.profile =
        choice.applied(profile, profile.enveloped() ? EnumSet.of(Dialect.OPENAI_CHAT) : SURFACES);
    this.baseUrl = base.getRawPath().isEmpty() ? URI.create(base + barePath) : base;
    this.http = context.http();
  }

  /** Users paste the whole endpoint as often as the base. */
  private static URI withoutEndpoint(URI base) {
    return URI.create(base.toString().replaceFirst("/(chat/completions|responses)$", ""));
  }

  @Override
  public final ProviderProfile profile() {
    return profile;
  }

  @Override
  public final List<Dialect> dialects(Operation operation, String model) {
    return operation == Operation.GENERATE
        ? choice.of(model).map(List::of).orElseGet(() -> surfaces(model))
        : profile.dialects(operation);
  }

  /**
   * The dialects that a model is called in, unless the user says otherwise: those of the profile.
   */
  protected List<Dialect> surfaces(String model) {
    return surfaces;
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    String accept = call.stream() ? "text/event-stream" : "application/json";
    return UpstreamRequest.post(
        uri(path(call)),
        headers(credential).with("Accept", accept),
        call.dialect() == Dialect.OPENAI_RESPONSES ? call.body() : adapt(call));
  }

  /**
   * The body to send; changes what the service wants otherwise. Forwards it as it is by default.
   * Not asked about responses, which are always forwarded as they are.
   */
  protected JsonBody adapt(UpstreamCall call) {
    return call.body();
  }

  /**
   * The body without what only helps OpenAI to find its caches and to tell users apart; services
   * that refuse fields they do not know refuse these.
   */
  protected static JsonBody withoutHints(JsonBody body) {
    return body.without("prompt_cache_key", "prompt_cache_retention", "safety_identifier");
  }

  /** The headers that carry the credential. */
  protected Headers headers(Credential credential) {
    return switch (credential) {
      case Credential.ApiKey key -> Headers.NONE.with("Authorization", "Bearer ", key.key());
      case Credential.OAuthAccount account ->
          Headers.NONE.with("Authorization", "Bearer ", account.accessToken());
      case Credential.Anonymous _ -> Headers.NONE;
    };
  }

  /** Where models are listed. */
  protected URI modelsUri() {
    return uri("/models");
  }

  /** A URI below the base URL. */
  protected final URI uri(String path) {
    return URI.create(baseUrl + path);
  }

  /** The path of a call below the base URL. */
  protected String path(UpstreamCall call) {
    return switch (call.operation()) {
      case GENERATE ->
          call.dialect() == Dialect.OPENAI_RESPONSES ? "/responses" : "/chat/completions";
      case COMPLETE -> "/completions";
      case EMBED -> "/embeddings";
      case COUNT_TOKENS ->
          throw new IllegalArgumentException(
              "operation: COUNT_TOKENS (expected: one in the profile)");
    };
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(new OpenAiModelListing(http, modelsUri(), this::headers));
  }
}
