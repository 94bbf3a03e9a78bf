package dev.keyrelay.providers.azure;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.DialectChoice;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.openai.OpenAiModels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** OpenAI on Azure: models are called by the names of the user's deployments. */
final class AzureProvider implements Provider {

  private static final List<Dialect> SURFACES =
      List.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);
  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("AZURE_API_KEY", "https://ai.azure.com");

  private final ProviderProfile profile;
  private final DialectChoice choice;
  private final AzureSurface surface;
  private final ModelListing deployments;

  AzureProvider(ProviderContext context) {
    this.choice = DialectChoice.of(context.settings());
    this.profile =
        choice.applied(
            ProviderProfile.of(
                context.providerId(),
                "OpenAI on Azure",
                Map.of(
                    Operation.GENERATE, SURFACES,
                    Operation.COMPLETE, CHAT,
                    Operation.EMBED, CHAT)),
            Set.copyOf(SURFACES));
    this.surface = AzureSurface.of(context.settings());
    this.deployments =
        new AzureDeployments(context.http(), surface.deployments(), AzureProvider::key);
  }

  @Override
  public ProviderProfile profile() {
    return profile;
  }

  /** Deployments that are called what their models are need no word of the user's. */
  @Override
  public List<Dialect> dialects(Operation operation, String model) {
    return operation == Operation.GENERATE
        ? choice.of(model).map(List::of).orElseGet(() -> OpenAiModels.surfaces(model))
        : profile.dialects(operation);
  }

  @Override
  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
    var headers =
        key(credential).with("Accept", call.stream() ? "text/event-stream" : "application/json");
    return UpstreamRequest.post(surface.uri(call), headers, call.body());
  }

  private static Headers key(Credential credential) {
    return credential instanceof Credential.ApiKey key && isToken(key)
        ? Headers.NONE.with("Authorization", "Bearer ", key.key())
        : Headers.showing(credential, "api-key");
  }

  /** Access tokens of Entra are JSON web tokens, which keys never look like (RFC 7519). */
  private static boolean isToken(Credential.ApiKey key) {
    return key.key().reveal().startsWith("eyJ");
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    if (body.says("operationnotsupported")) {
      return explained.as(FailureKind.UNSUPPORTED);
    }
    boolean calls = body.says("call rate limit", "exceeded call rate");
    return calls ? explained.as(FailureKind.REQUEST_RATE) : explained;
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(deployments);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
