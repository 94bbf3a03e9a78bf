package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.google.CodeAssistCalls;
import dev.keyrelay.spi.google.CodeAssistProject;
import dev.keyrelay.spi.google.CodeAssistQuotas;
import dev.keyrelay.spi.google.CodeAssistTier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What {@code fetchAvailableModels} tells: the models, and what is left of their quotas. */
final class AntigravityQuota implements QuotaReadings {

  /** Requests in a window as found by trials, for the tiers PRO and FREE. */
  private static final Map<String, List<Long>> LIMITS =
      Map.of(
          "claude", List.of(150L, 50L),
          "g3-pro", List.of(320L, 150L),
          "g3-flash", List.of(400L, 500L),
          "g25-flash", List.of(3_000L, 3_000L),
          "g25-lite", List.of(5_000L, 5_000L));

  private final CodeAssistCalls calls;
  private final CodeAssistProject projects;
  private final ProviderProfile profile;
  private final Duration interval;

  AntigravityQuota(
      CodeAssistCalls calls,
      CodeAssistProject projects,
      ProviderProfile profile,
      Duration interval) {
    this.calls = calls;
    this.projects = projects;
    this.profile = profile;
    this.interval = interval;
  }

  @Override
  public Duration interval() {
    return interval;
  }

  /** The known models, and what the service offers under names that clients can use. */
  List<ModelInfo> models(Credential credential) throws IOException, InterruptedException {
    var offered =
        available(account(credential)).properties().stream()
            .map(Map.Entry::getKey)
            .filter(Models::isListed);
    return Stream.concat(Models.KNOWN.stream(), offered).distinct().map(ModelInfo::of).toList();
  }

  /** One reading for each quota group: that of its model with the least left. */
  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    var account = account(credential);
    var tier = account.attribute("tier");
    boolean paid = tier.map(CodeAssistTier::of).map(CodeAssistTier::rank).orElse(10) <= 2;
    var quotas =
        new CodeAssistQuotas(profile, tier, paid ? "5h" : "weekly", AntigravityQuota::limit);
    for (var model : available(account).properties()) {
      JsonNode info = model.getValue().path("quotaInfo");
      if (info.isObject()) {
        quotas.add(model.getKey(), info);
      }
    }
    return quotas.readings();
  }

  private static OptionalLong limit(CodeAssistTier tier, String subject) {
    var known = LIMITS.get(subject);
    if (known == null) {
      return OptionalLong.empty();
    }
    return switch (tier) {
      case PRO -> OptionalLong.of(known.getFirst());
      case FREE -> OptionalLong.of(known.getLast());
      case ULTRA, OTHER -> OptionalLong.empty();
    };
  }

  private JsonNode available(Credential.OAuthAccount account)
      throws IOException, InterruptedException {
    var body = JsonBody.MAPPER.createObjectNode();
    projects.of(account).ifPresent(project -> body.put("project", project));
    JsonNode models = calls.call(account, "fetchAvailableModels", body).path("models");
    if (!models.isObject()) {
      throw new IOException("fetchAvailableModels: no object \"models\" in the answer");
    }
    return models;
  }

  private static Credential.OAuthAccount account(Credential credential) throws IOException {
    if (credential instanceof Credential.OAuthAccount account) {
      return account;
    }
    throw new IOException("antigravity: not a Google account (expected: an OAuth account)");
  }
}
