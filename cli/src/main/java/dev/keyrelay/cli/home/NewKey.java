package dev.keyrelay.cli.home;

import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.Credential;

/**
 * A key to be stored.
 *
 * @param name the variable it goes into: {@code <PREFIX>_API_KEY_<n>} with the first free number
 * @param value the key
 */
public record NewKey(String name, String value) {

  /**
   * A name for a key.
   *
   * @param prefix what the provider's variables begin with
   * @param file the {@code .env} file that the key goes into
   * @throws IllegalArgumentException if it is no key, or is there already
   */
  public static NewKey of(String key, String prefix, Installation installation, EnvFile file) {
    if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          key.isEmpty()
              ? "No key was given."
              : "The key has spaces or characters beyond ASCII, which no header carries (expected:"
                  + " one word). Copy it again.");
    }
    for (FoundCredential one : installation.allCredentials()) {
      if (one.credential() instanceof Credential.ApiKey known
          && known.key().matches(key)
          && installation.names().of(one.provider()).contains(prefix)) {
        throw new IllegalArgumentException(
            "This key is there already, in " + one.origin().name() + ".");
      }
    }
    var environment = installation.configuration().environment();
    int number = 1;
    while (environment.raw(name(prefix, number)).isPresent()
        || file.assigns(name(prefix, number))) {
      number++;
    }
    return new NewKey(name(prefix, number), key);
  }

  private static String name(String prefix, int number) {
    return prefix + "_API_KEY_" + number;
  }

  /** The name; the value is secret. */
  @Override
  public String toString() {
    return name;
  }
}
