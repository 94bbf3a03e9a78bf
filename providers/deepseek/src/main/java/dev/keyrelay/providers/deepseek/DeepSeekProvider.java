package dev.keyrelay.providers.deepseek;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.openai.MessageRoles;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** DeepSeek: chat completions, with thinking as its models want it. */
final class DeepSeekProvider extends OpenAiCompatibleProvider {

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("DEEPSEEK_API_KEY", "https://platform.deepseek.com/api_keys");

  private final QuotaReadings balance;

  DeepSeekProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(),
            "DeepSeek",
            Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT))),
        URI.create("https://api.deepseek.com"));
    this.balance =
        new QuotaCall(context, uri("/user/balance"), this::headers, new DeepSeekBalance());
  }

  @Override
  protected JsonBody adapt(UpstreamCall call) {
    var body = call.body().renamed("max_completion_tokens", "max_tokens");
    if (!call.stream()) {
      body = body.without("stream_options");
    }
    return DeepSeekThinking.apply(call.model(), MessageRoles.renamed(body, "developer", "system"));
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return Optional.of(balance);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
