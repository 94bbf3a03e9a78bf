package dev.keyrelay.cli.home;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a credential, as they are exported: {@code <PREFIX>_API_KEY[_<n>]} of a key,
 * {@code <PREFIX>_[<n>_]<FIELD>} of an account. Fields come in the order of the system being
 * replaced, further ones after them by name.
 */
public final class AccountLines {

  private static final List<String> ORDER =
      List.of(
          "access_token",
          "refresh_token",
          "scope",
          "token_type",
          "id_token",
          "expiry_date",
          "client_id",
          "client_secret",
          "token_uri",
          "universe_domain",
          "email",
          "project_id",
          "tier",
          "tier_full",
          "resource_url",
          "api_key");

  private AccountLines() {}

  /**
   * Names and values, in order; values are secret.
   *
   * @param prefix what the provider's variables begin with
   * @param number the number in the names; the only credential of a provider needs none
   */
  public static Map<String, String> of(
      Credential credential, String prefix, Optional<Integer> number) {
    return switch (credential) {
      case Credential.ApiKey key ->
          Map.of(prefix + "_API_KEY" + number.map(n -> "_" + n).orElse(""), key.key().reveal());
      case Credential.OAuthAccount account ->
          named(prefix + "_" + number.map(n -> n + "_").orElse(""), fields(account));
      case Credential.Anonymous _ -> Map.of();
    };
  }

  private static Map<String, String> named(String start, Map<String, String> fields) {
    var lines = new LinkedHashMap<String, String>();
    for (String field : ORDER) {
      Optional.ofNullable(fields.remove(field))
          .ifPresent(value -> lines.put(start + field.toUpperCase(Locale.ROOT), value));
    }
    new java.util.TreeMap<>(fields)
        .forEach((field, value) -> lines.put(start + field.toUpperCase(Locale.ROOT), value));
    return lines;
  }

  private static Map<String, String> fields(Credential.OAuthAccount account) {
    var fields = new LinkedHashMap<>(account.attributes());
    account.secrets().forEach((name, secret) -> fields.put(name, secret.reveal()));
    fields.put("access_token", account.accessToken().reveal());
    fields.put("refresh_token", account.refreshToken().map(Secret::reveal).orElse("none"));
    account
        .expiresAt()
        .ifPresent(end -> fields.put("expiry_date", Long.toString(end.toEpochMilli())));
    fields.keySet().removeIf(name -> !name.matches("[a-z][a-z0-9_]*"));
    return fields;
  }
}
