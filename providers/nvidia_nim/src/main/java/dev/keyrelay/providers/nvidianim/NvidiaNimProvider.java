package dev.keyrelay.providers.nvidianim;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.MessageRoles;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import dev.keyrelay.spi.openai.ToolTurns;
import java.net.URI;
import java.util.Optional;

/** NVIDIA NIM: models of many vendors; ids keep their own slash. */
final class NvidiaNimProvider extends OpenAiCompatibleProvider {

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("NVIDIA_NIM_API_KEY", "https://build.nvidia.com/settings/api-keys");

  NvidiaNimProvider(ProviderContext context) {
    super(context, "NVIDIA NIM", URI.create("https://integrate.api.nvidia.com/v1"));
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    if (call.operation() != Operation.GENERATE) {
      return call.body();
    }
    var body =
        withoutHints(call.body())
            .without("store", "service_tier")
            .renamed("max_completion_tokens", "max_tokens");
    body = MessageRoles.renamed(body, "developer", "system");
    if (call.model().startsWith("mistralai/")) {
      body = ToolTurns.bridged(body);
    }
    return NimReasoning.of(call.model()).apply(body);
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    return body.says("not found for account")
        ? explained.as(FailureKind.MODEL_FORBIDDEN)
        : explained;
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
