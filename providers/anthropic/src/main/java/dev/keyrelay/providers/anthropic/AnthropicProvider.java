package dev.keyrelay.providers.anthropic;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.PagedModelListing;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Anthropic: messages and count_tokens, natively. */
final class AnthropicProvider implements Provider {

  /** The version of the API that is asked for when the client names none. */
  private static final String VERSION = "2023-06-01";

  private static final List<Dialect> MESSAGES = List.of(Dialect.ANTHROPIC_MESSAGES);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("ANTHROPIC_API_KEY", "https://console.anthropic.com/settings/keys");

  private final ProviderProfile profile;
  private final URI messages;
  private final URI countTokens;
  private final ModelListing listing;

  AnthropicProvider(ProviderContext context) {
    this.profile =
        ProviderProfile.of(
            context.providerId(),
            own(context.providerId()) ? "Anthropic" : context.providerId(),
            Map.of(Operation.GENERATE, MESSAGES, Operation.COUNT_TOKENS, MESSAGES));
    String base = base(context);
    this.messages = URI.create(base + "/v1/messages");
    this.countTokens = URI.create(base + "/v1/messages/count_tokens");
    this.listing =
        new PagedModelListing(
            context.http(),
            credential -> key(credential).with("anthropic-version", VERSION),
            new AnthropicModels(URI.create(base + "/v1/models")));
  }

  /** Anthropic's own tools name the base without version, others with it. */
  private static String base(ProviderContext context) {
    URI base = context.settings().baseUrl(URI.create("https://api.anthropic.com"));
    return base.toString().replaceFirst("/v1(/messages)?$", "");
  }

  private static boolean own(String id) {
    return id.equals(AnthropicFactory.ID);
  }

  @Override
  public ProviderProfile profile() {
    return profile;
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    URI uri =
        switch (call.operation()) {
          case GENERATE -> messages;
          case COUNT_TOKENS -> countTokens;
          case COMPLETE, EMBED ->
              throw new UnsupportedCallException(
                  "operation: " + call.operation() + " (expected: GENERATE or COUNT_TOKENS)");
        };
    var client = call.clientHeaders();
    var headers =
        key(credential)
            .with("Accept", call.stream() ? "text/event-stream" : "application/json")
            .with("anthropic-version", client.first("anthropic-version").orElse(VERSION));
    var betas = client.all("anthropic-beta");
    return UpstreamRequest.post(
        uri,
        betas.isEmpty() ? headers : headers.with("anthropic-beta", String.join(",", betas)),
        call.body());
  }

  private static Headers key(Credential credential) {
    return Headers.showing(credential, "x-api-key");
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    // The edge refuses addresses with a body that the API itself never sends.
    boolean edge = failure.status() == 403 && body.says("request not allowed");
    return edge ? explained.as(FailureKind.ADDRESS_BLOCKED) : explained;
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(listing);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT).filter(_ -> own(profile.id()));
  }
}
