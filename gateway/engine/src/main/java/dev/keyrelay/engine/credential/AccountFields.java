package dev.keyrelay.engine.credential;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The fields of an OAuth account as credential files and variables name them, in lower case: {@code
 * access_token}, {@code refresh_token}, {@code expiry_date} in Unix milliseconds or ISO 8601,
 * {@code email} and so on.
 */
public final class AccountFields {

  /** Stands for an access token that is not there yet; refreshed before its first use. */
  private static final Secret NONE_YET = Secret.of("none");

  private final Map<String, String> fields;

  AccountFields(Map<String, String> fields) {
    this.fields = new LinkedHashMap<>(fields);
    this.fields.values().removeIf(String::isBlank);
  }

  /**
   * The fields of a document: those of {@code credential}, its own, and {@code _proxy_metadata}.
   */
  static AccountFields of(JsonNode root) {
    var fields = new LinkedHashMap<String, String>();
    collect(root.path("credential"), fields);
    collect(root, fields);
    collect(root.path("_proxy_metadata"), fields);
    // The spelling of the vendor's own client.
    Optional.ofNullable(fields.remove("apiKey"))
        .ifPresent(key -> fields.putIfAbsent("api_key", key));
    return new AccountFields(fields);
  }

  private static void collect(JsonNode node, Map<String, String> into) {
    for (var field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
        into.put(
            field.getKey(),
            value.isNumber() ? value.decimalValue().toPlainString() : value.asText());
      } else if (value.isArray()) {
        var joined = new StringJoiner(" ");
        value.forEach(element -> joined.add(element.asText()));
        into.putIfAbsent(field.getKey(), joined.toString());
      }
    }
  }

  /** A field. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(fields.get(name)).map(String::strip);
  }

  /** Whether there is enough to call upstream with, now or after a refresh. */
  public boolean usable() {
    return get("access_token").or(() -> get("refresh_token")).or(() -> get("api_key")).isPresent();
  }

  /**
   * What stays the same when tokens change: what was kept as such, else the mail address, else the
   * account's own name, else where it was found.
   */
  String identity(String place) {
    return get("identity")
        .or(() -> owner().map(name -> "account " + name.toLowerCase(Locale.ROOT)))
        .orElse("place " + place);
  }

  /** A hash of its refresh token, for a place where that never changes. */
  Optional<String> tokenHash() {
    return get("refresh_token").map(AccountFields::hash);
  }

  private static String hash(String token) {
    try {
      byte[] text = ("identity " + token).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return "token " + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The account as it was found. One without an owner takes its identity along: its tokens change,
   * a refresh may tell whose it is, and it may move; its id must not change with that.
   *
   * @param place where it was found
   */
  OAuthAccount found(CredentialIds ids, String provider, String place) {
    var account = account(ids.of(provider, identity(place)));
    return owner().isPresent() ? account : account.withAttribute("identity", identity(place));
  }

  /** Whose account it is, where a field or the id token tells. */
  public Optional<String> owner() {
    return get("email")
        .or(() -> get("client_email"))
        .or(() -> get("account"))
        .or(() -> get("id_token").flatMap(IdToken::email));
  }

  /** What may be shown. */
  String mask() {
    return owner()
        .filter(name -> !name.isBlank())
        .map(name -> name.contains("@") ? Mask.email(name) : name.strip().charAt(0) + "***")
        .orElse("");
  }

  /** The account; call it only if {@link #usable}. */
  public OAuthAccount account(String id) {
    var attributes = new LinkedHashMap<String, String>();
    var secrets = new LinkedHashMap<String, Secret>();
    for (var field : fields.entrySet()) {
      String name = field.getKey();
      if (Credential.OAuthAccount.isSecret(name)) {
        secret(name).ifPresent(secret -> secrets.put(name, secret));
      } else if (!name.startsWith("expiry") && !name.equals("token_expiry")) {
        attributes.put(name, field.getValue());
      }
    }
    if (!attributes.containsKey("email")) {
      get("id_token").flatMap(IdToken::email).ifPresent(email -> attributes.put("email", email));
    }
    secrets.remove("access_token");
    secrets.remove("refresh_token");
    var access = secret("access_token");
    return new OAuthAccount(
        id,
        access.or(() -> secret("api_key")).orElse(NONE_YET),
        secret("refresh_token"),
        access.isPresent() || get("api_key").isPresent() ? expiry() : Optional.of(Instant.EPOCH),
        attributes,
        secrets);
  }

  private Optional<Secret> secret(String name) {
    return get(name).filter(text -> text.lines().count() == 1).map(Secret::of);
  }

  private Optional<Instant> expiry() {
    return get("expiry_date").or(() -> get("token_expiry")).flatMap(AccountFields::instant);
  }

  /** Unix milliseconds, or seconds if that is too early, with or without decimals; or ISO 8601. */
  static Optional<Instant> instant(String text) {
    if (text.matches("\\d{1,15}(\\.\\d+)?")) {
      double number = Double.parseDouble(text);
      return Optional.of(Instant.ofEpochMilli((long) (number < 1e11 ? number * 1000 : number)));
    }
    try {
      return Optional.of(
          Instant.parse(text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)") ? text : text + "Z"));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
