package dev.keyrelay.providers.chutes;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ErrorBody;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.MessageRoles;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chutes: open models; one allowance of requests per day for all of them. */
final class ChutesProvider extends OpenAiCompatibleProvider {

  /** Every model uses up the same allowance. */
  static final String QUOTA_GROUP = "chutes_global";

  private static final List<Dialect> CHAT = List.of(Dialect.OPENAI_CHAT);
  private static final Enrolment ENROLMENT =
      Enrolment.byKey("CHUTES_API_KEY", "https://chutes.ai/app/api");

  private final Optional<QuotaReadings> quota;

  ChutesProvider(ProviderContext context) {
    super(
        context,
        new ProviderProfile(
            context.providerId(),
            "Chutes",
            Map.of(Operation.GENERATE, CHAT, Operation.COMPLETE, CHAT, Operation.EMBED, CHAT),
            Map.of(QUOTA_GROUP, List.of("*")),
            false,
            false),
        URI.create("https://llm.chutes.ai/v1"));
    // Another base has other keys, which Chutes must not see.
    boolean atHome = context.settings().get("API_BASE").isEmpty();
    this.quota =
        atHome
            ? Optional.of(
                new QuotaCall(
                    context, ChutesQuota.USAGE, this::headers, new ChutesQuota(context.clock())))
            : Optional.empty();
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    var body = call.body().renamed("max_completion_tokens", "max_tokens");
    return MessageRoles.renamed(body, "developer", "system");
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    var body = ErrorBody.of(failure);
    var explained = StandardFailures.explain(failure, body);
    boolean ofModel = body.says("no instances available", "infrastructure is at maximum capacity");
    return ofModel ? explained.as(FailureKind.MODEL_OVERLOADED) : explained;
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return quota;
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
