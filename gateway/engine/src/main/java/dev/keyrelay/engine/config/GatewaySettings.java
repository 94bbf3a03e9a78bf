package dev.keyrelay.engine.config;

import java.util.List;

/**
 * What holds for the whole gateway.
 *
 * @param server where it listens
 * @param timeouts its deadlines
 * @param retries what happens between attempts
 * @param cooldowns how long credentials are set aside
 * @param accounts how OAuth accounts are looked after
 * @param logs what is logged
 * @param rotationTolerance how random balanced rotation is; 0 prefers the least used
 * @param temperatureZero what becomes of a temperature of 0
 * @param catalogue where models and prices are refreshed from
 * @param embeddings when embedding calls are made together
 * @param quotaPolling whether upstream is asked for quotas in the background
 * @param sessionFields further body fields that name a session
 */
public record GatewaySettings(
    ServerSettings server,
    Timeouts timeouts,
    RetrySettings retries,
    CooldownSettings cooldowns,
    AccountSettings accounts,
    LogSettings logs,
    double rotationTolerance,
    TemperatureZero temperatureZero,
    CatalogueSettings catalogue,
    BatchSettings embeddings,
    boolean quotaPolling,
    List<String> sessionFields) {

  /** Reads the settings; each value that does not hold becomes a finding. */
  public static GatewaySettings read(Settings settings) {
    return new GatewaySettings(
        ServerSettings.read(settings),
        Timeouts.read(settings),
        RetrySettings.read(settings),
        CooldownSettings.read(settings),
        AccountSettings.read(settings),
        LogSettings.read(settings),
        settings.get(RequestVariables.ROTATION_TOLERANCE),
        settings.get(RequestVariables.TEMPERATURE_ZERO),
        CatalogueSettings.read(settings),
        BatchSettings.read(settings),
        settings.get(KnowledgeVariables.QUOTA_POLLING),
        settings.find(RequestVariables.TRUSTED_SESSION_FIELDS).orElse(List.of()));
  }
}
