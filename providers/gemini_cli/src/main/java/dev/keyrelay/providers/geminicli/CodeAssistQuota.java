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
import dev.keyrelay.spi.google.CodeAssistQuotas;
import dev.keyrelay.spi.google.CodeAssistTier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What {@code retrieveUserQuota} tells: for each model what fraction of the day's requests is left.
 */
final class CodeAssistQuota implements QuotaReadings {

  /** Models that the service has, though not for every account. */
  static final List<String> KNOWN =
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
  private final Duration interval;

  CodeAssistQuota(
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
    var quotas =
        new CodeAssistQuotas(profile, account.attribute("tier"), "daily", CodeAssistQuota::limit);
    for (JsonNode bucket : buckets(account)) {
      if (bucket.path("tokenType").asText("REQUESTS").equals("REQUESTS")) {
        quotas.add(bucket.path("modelId").asText(), bucket);
      }
    }
    return quotas.readings();
  }

  /** Requests a day as found by trials; only these two tiers were tried. */
  private static OptionalLong limit(CodeAssistTier tier, String subject) {
    boolean pro = subject.equals("pro");
    return switch (tier) {
      case PRO -> OptionalLong.of(pro ? 250 : 1500);
      case FREE -> OptionalLong.of(pro ? 100 : 1000);
      case ULTRA, OTHER -> OptionalLong.empty();
    };
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
