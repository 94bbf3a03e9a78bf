package dev.keyrelay.spi;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a provider is shown. */
public sealed interface Credential {

  /**
   * Names the credential without revealing it: stable over restarts and over token refresh. A
   * salted hash, or a name.
   */
  String id();

  /** An API key. */
  record ApiKey(String id, Secret key) implements Credential {}

  /**
   * An OAuth account.
   *
   * @param id names the credential
   * @param accessToken shown upstream
   * @param refreshToken exchanged for a new access token
   * @param expiresAt when the access token ends, if known
   * @param attributes what else the provider keeps with the account, by the field names of
   *     credential files: {@code email}, {@code client_id}, {@code token_uri}, {@code project_id},
   *     {@code tier}, {@code tier_full}, {@code resource_url}, {@code scope}, {@code token_type};
   *     an environment variable is {@code <PREFIX>_<N>_} and the name in upper case
   * @param secrets further key material by such names: {@code client_secret}, {@code api_key},
   *     {@code id_token}; {@link #isSecret} tells which names belong here
   */
  record OAuthAccount(
      String id,
      Secret accessToken,
      Optional<Secret> refreshToken,
      Optional<Instant> expiresAt,
      Map<String, String> attributes,
      Map<String, Secret> secrets)
      implements Credential {

    public OAuthAccount {
      attributes = Map.copyOf(attributes);
      secrets = Map.copyOf(secrets);
    }

    /**
     * Whether a field of a credential file is key material: a token, a key, a secret, a cookie, a
     * password. In doubt it is; {@code token_type} and {@code token_uri} are not.
     */
    public static boolean isSecret(String name) {
      return name.matches("(.*_)?(token|key)s?")
          || name.contains("api_key")
          || name.contains("secret")
          || name.contains("cookie")
          || name.contains("password");
    }

    /**
     * The id and the names of attributes: their values may be private, or hold a secret by mistake.
     */
    @Override
    public String toString() {
      return "OAuthAccount[" + id + ", attributes " + attributes.keySet() + "]";
    }

    /** An attribute. */
    public Optional<String> attribute(String name) {
      return Optional.ofNullable(attributes.get(name));
    }

    /** Further key material. */
    public Optional<Secret> secret(String name) {
      return Optional.ofNullable(secrets.get(name));
    }

    /** This account under another name. */
    public OAuthAccount withId(String other) {
      return new OAuthAccount(other, accessToken, refreshToken, expiresAt, attributes, secrets);
    }

    /** This account with an attribute replaced or added. */
    public OAuthAccount withAttribute(String name, String value) {
      return new OAuthAccount(
          id, accessToken, refreshToken, expiresAt, with(attributes, name, value), secrets);
    }

    /** This account without an attribute. */
    public OAuthAccount withoutAttribute(String name) {
      var rest = new HashMap<>(attributes);
      rest.remove(name);
      return new OAuthAccount(id, accessToken, refreshToken, expiresAt, rest, secrets);
    }

    /** This account with further key material replaced or added. */
    public OAuthAccount withSecret(String name, Secret value) {
      return new OAuthAccount(
          id, accessToken, refreshToken, expiresAt, attributes, with(secrets, name, value));
    }

    private static <V> Map<String, V> with(Map<String, V> map, String name, V value) {
      var copy = new HashMap<>(map);
      copy.put(name, value);
      return copy;
    }
  }

  /** The credential of a service that wants none. */
  record Anonymous(String id) implements Credential {}
}
