package dev.keyrelay.providers.geminicli;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What {@code retrieveUserQuota} tells: for each model what fraction of the day's requests is left.
 */
final class CodeAssistQuota implements QuotaReadings {

  private static final List<String> KNOWN =
      List.of(
          "gemini-2.5-pro",
          "gemini-2.5-flash",
          "gemini-2.5-flash-lite",
          "gemini-3-pro-preview",
          "gemini-3.1-pro-preview",
          "gemini-3-flash-preview");

  private final CodeAssistCalls calls;
  private final CodeAssistProject projects;
  private final ProviderProfile profile;

  CodeAssistQuota(CodeAssistCalls calls, CodeAssistProject projects, ProviderProfile profile) {
    this.calls = calls;
    this.projects = projects;
    this.profile = profile;
  }

  /** The models that are known, and those that the account has a quota of. */
  List<ModelInfo> models(Credential credential) throws IOException, InterruptedException {
    var counted =
        buckets(account(credential)).stream().map(bucket -> bucket.path("modelId").asText());
    return Stream.concat(KNOWN.stream(), counted.filter(id -> id.startsWith("gemini")))
        .distinct()
        .map(ModelInfo::of)
        .toList();
  }

  /** One reading for each quota group: that of its model with the least left. */
  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    var account = account(credential);
    var tier = account.attribute("tier");
    var lowest = new HashMap<String, QuotaReading>();
    for (JsonNode bucket : buckets(account)) {
      if (bucket.path("tokenType").asText("REQUESTS").equals("REQUESTS")) {
        var reading = reading(bucket, tier);
        lowest.merge(reading.subject(), reading, CodeAssistQuota::lower);
      }
    }
    return lowest.values().stream().sorted(Comparator.comparing(QuotaReading::subject)).toList();
  }

  private static QuotaReading lower(QuotaReading one, QuotaReading other) {
    return one.remainingFraction().orElse(0) <= other.remainingFraction().orElse(0) ? one : other;
  }

  private QuotaReading reading(JsonNode bucket, Optional<String> tier) {
    String model = bucket.path("modelId").asText();
    String subject = profile.quotaGroup(model).orElse(model);
    // A bucket without a fraction is an empty one.
    double left = Math.clamp(bucket.path("remainingFraction").asDouble(0), 0, 1);
    var limit = limit(tier, subject);
    var used =
        limit.isPresent()
            ? OptionalLong.of((long) Math.floor((1 - left) * limit.getAsLong() + 1e-6))
            : OptionalLong.empty();
    return new QuotaReading(
        subject,
        "daily",
        limit,
        used,
        OptionalDouble.of(left),
        left < 1 ? time(bucket.path("resetTime").asText("")) : Optional.empty(),
        left == 0,
        tier);
  }

  /** Requests a day as found by trials; only these two tiers were tried. */
  private static OptionalLong limit(Optional<String> tier, String subject) {
    boolean pro = subject.equals("pro");
    return switch (CodeAssistTier.of(tier.orElse(""))) {
      case PRO -> OptionalLong.of(pro ? 250 : 1500);
      case FREE -> OptionalLong.of(pro ? 100 : 1000);
      case ULTRA, OTHER -> OptionalLong.empty();
    };
  }

  /** A full bucket's reset moves with the clock, so that only a used one's means something. */
  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private List<JsonNode> buckets(Credential.OAuthAccount account)
      throws IOException, InterruptedException {
    var body = JsonBody.MAPPER.createObjectNode();
    projects.of(account).ifPresent(project -> body.put("project", project));
    JsonNode answer = calls.call(account, "retrieveUserQuota", body).path("buckets");
    if (!answer.isArray()) {
      throw new IOException("retrieveUserQuota: no array \"buckets\" in the answer");
    }
    var buckets = new ArrayList<JsonNode>();
    answer.forEach(
        bucket -> {
          if (bucket.path("modelId").isTextual()) {
            buckets.add(bucket);
          }
        });
    return buckets;
  }

  private static Credential.OAuthAccount account(Credential credential) throws IOException {
    if (credential instanceof Credential.OAuthAccount account) {
      return account;
    }
    throw new IOException("gemini_cli: not a Google account (expected: an OAuth account)");
  }
}
