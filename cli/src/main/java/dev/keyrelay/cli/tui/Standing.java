package dev.keyrelay.cli.tui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.CredentialStatus;
import dev.keyrelay.cli.home.QuotaLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How quotas and credentials stand in a running gateway.
 *
 * @param quota what is left of each quota
 * @param credentials by {@link CredentialStatus#key}
 */
record Standing(List<QuotaLine> quota, Map<String, CredentialStatus> credentials) {

  /** Nothing is known. */
  static final Standing UNKNOWN = new Standing(List.of(), Map.of());

  /** What a body of {@code /v1/quota-stats} says. */
  static Standing of(JsonNode stats) {
    return new Standing(QuotaLine.of(stats), CredentialStatus.of(stats));
  }

  /** A credential, if the gateway has it. */
  Optional<CredentialStatus> of(Facts.CredentialRow row) {
    return Optional.ofNullable(credentials.get(CredentialStatus.key(row.provider(), row.id())));
  }
}
