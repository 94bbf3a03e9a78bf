package dev.keyrelay.providers.firmware;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Firmware.ai: one quota for all models, counted over five hours. */
final class FirmwareProvider extends OpenAiCompatibleProvider {

  /** Every model uses up the same quota. */
  static final String QUOTA_GROUP = "firmware_global";

  private static final Enrolment ENROLMENT =
      Enrolment.byKey("FIRMWARE_API_KEY", "https://app.firmware.ai");

  private final QuotaReadings quota;

  FirmwareProvider(ProviderContext context) {
    super(
        context,
        new ProviderProfile(
            context.providerId(),
            "Firmware.ai",
            Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT)),
            Map.of(QUOTA_GROUP, List.of("*")),
            false,
            false),
        URI.create("https://app.firmware.ai/api/v1"));
    this.quota = new QuotaCall(context, uri("/quota"), this::headers, new FirmwareQuota());
  }

  @Override
  public Optional<QuotaReadings> quotaReadings() {
    return Optional.of(quota);
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(ENROLMENT);
  }
}
