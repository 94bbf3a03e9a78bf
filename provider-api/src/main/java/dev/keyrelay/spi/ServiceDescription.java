package dev.keyrelay.spi;

import java.util.List;
import java.util.Locale;

/**
 * What the gateway must know of a service before it makes its provider.
 *
 * @param id the provider id that clients put before the first slash of a model name
 * @param displayName the name for people
 * @param variablePrefixes what the service's environment variables begin with, upper case, the
 *     preferred one first: {@code OPENAI} for {@code OPENAI_API_KEY}
 * @param need whether the service wants a credential
 * @param standIn offered only while no other service has a credential, so that a fresh installation
 *     answers
 */
public record ServiceDescription(
    String id,
    String displayName,
    List<String> variablePrefixes,
    CredentialNeed need,
    boolean standIn) {

  /** Whether a service wants a credential. */
  public enum CredentialNeed {
    /** Silent until the user provides one. */
    REQUIRED,
    /** Called without one when the user names the service but provides none. */
    OPTIONAL
  }

  public ServiceDescription {
    if (!id.matches("[a-z][a-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "id: " + id + " (expected: lower-case letters, digits, '_' and '-', a letter first)");
    }
    variablePrefixes = List.copyOf(variablePrefixes);
    if (variablePrefixes.isEmpty()) {
      throw new IllegalArgumentException("variablePrefixes: empty (expected: at least one)");
    }
  }

  /** A service that needs a credential and whose variables begin with its id in upper case. */
  public static ServiceDescription of(String id) {
    return of(id, id);
  }

  /** The same with a name for people. */
  public static ServiceDescription of(String id, String displayName) {
    String prefix = id.toUpperCase(Locale.ROOT).replace('-', '_');
    return new ServiceDescription(id, displayName, List.of(prefix), CredentialNeed.REQUIRED, false);
  }
}
