package dev.keyrelay.providers.cohere;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelListing;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.PagedModelListing;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.MessageThoughts;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cohere's compatibility surface (docs.cohere.com/docs/compatibility-api); models natively. */
final class CohereProvider extends OpenAiCompatibleProvider {

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("COHERE_API_KEY", "https://dashboard.cohere.com/api-keys");

  /** The surface knows none and high alone. */
  private static final Set<String> SOME_EFFORT = Set.of("minimal", "low", "medium", "xhigh", "max");

  private final ModelListing listing;

  CohereProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(),
            "Cohere",
            Map.of(Operation.GENERATE, CHAT, Operation.EMBED, CHAT)),
        URI.create("https://api.cohere.ai/compatibility/v1"));
    this.listing =
        new PagedModelListing(context.http(), this::headers, new CohereModels(modelsUri()));
  }

  /** The parameters that the surface supports, and those it does not, are listed on its page. */
  @Override
  protected JsonBody adapt(UpstreamCall call) {
    if (call.operation() == Operation.EMBED) {
      return call.body().without("user");
    }
    var body =
        MessageThoughts.leftOut(withoutHints(call.body()))
            .without("parallel_tool_calls", "service_tier", "store", "metadata", "top_k");
    return body.text("reasoning_effort").filter(SOME_EFFORT::contains).isPresent()
        ? body.with("reasoning_effort", "high")
        : body;
  }

  /** Trial keys have an allowance per month beside that per minute. */
  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    return body.says("calls / month") ? explained.as(FailureKind.ACCOUNT_QUOTA) : explained;
  }

  /** The compatibility surface has no models; the native one beside it has. */
  @Override
  protected URI modelsUri() {
    return URI.create(uri("/models").toString().replace("/compatibility/v1/", "/v1/"));
  }

  @Override
  public Optional<ModelListing> modelListing() {
    return Optional.of(listing);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
