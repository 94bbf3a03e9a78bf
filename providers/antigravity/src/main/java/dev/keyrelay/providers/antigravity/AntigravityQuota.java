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
import dev.keyrelay.spi.google.CodeAssistTier;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

  AntigravityQuota(CodeAssistCalls calls, CodeAssistProject projects, ProviderProfile profile) {
    this.calls = calls;
    this.projects = projects;
    this.profile = profile;
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
    var lowest = new HashMap<String, QuotaReading>();
    for (var model : available(account).properties()) {
      JsonNode info = model.getValue().path("quotaInfo");
      if (info.isObject()) {
        var reading = reading(model.getKey(), info, tier);
        lowest.merge(reading.subject(), reading, AntigravityQuota::lower);
      }
    }
    return lowest.values().stream().sorted(Comparator.comparing(QuotaReading::subject)).toList();
  }

  private static QuotaReading lower(QuotaReading one, QuotaReading other) {
    return one.remainingFraction().orElse(0) <= other.remainingFraction().orElse(0) ? one : other;
  }

  private QuotaReading reading(String model, JsonNode info, Optional<String> tier) {
    String subject = profile.quotaGroup(model).orElse(model);
    // A fraction that is null or absent is an empty quota.
    double left = Math.clamp(info.path("remainingFraction").asDouble(0), 0, 1);
    var limit = limit(tier, subject);
    boolean paid = tier.map(CodeAssistTier::of).map(CodeAssistTier::rank).orElse(10) <= 2;
    return new QuotaReading(
        subject,
        paid ? "5h" : "weekly",
        limit,
        limit.isPresent()
            ? OptionalLong.of((long) Math.floor((1 - left) * limit.getAsLong() + 1e-6))
            : OptionalLong.empty(),
        OptionalDouble.of(left),
        left < 1 ? time(info.path("resetTime").asText("")) : Optional.empty(),
        left == 0,
        tier);
  }

  private static OptionalLong limit(Optional<String> tier, String subject) {
    var known = LIMITS.get(subject);
    if (known == null) {
      return OptionalLong.empty();
    }
    return switch (CodeAssistTier.of(tier.orElse(""))) {
      case PRO -> OptionalLong.of(known.getFirst());
      case FREE -> OptionalLong.of(known.getLast());
      case ULTRA, OTHER -> OptionalLong.empty();
    };
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
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
