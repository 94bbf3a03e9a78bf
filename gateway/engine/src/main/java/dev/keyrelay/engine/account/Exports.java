package dev.keyrelay.engine.account;

import dev.keyrelay.engine.config.EnvLine;
import dev.keyrelay.spi.Credential.OAuthAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Accounts as lines of environment variables, which a shell and a {@code .env} file read alike, and
 * from which the same accounts come back.
 */
public final class Exports {

  /** What says something of the file and nothing of the account. */
  private static final Set<String> LEFT_OUT =
      Set.of("imported_from", "last_check_timestamp", "credential_type", "scopes");

  private Exports() {}

  /**
   * The lines of one account.
   *
   * @param prefix what the provider's variables begin with, such as {@code GEMINI_CLI}
   * @param number the account's number; absent for the only account of a provider. The key of the
   *     second step ({@code api_key}) is not in the lines then, because {@code <PREFIX>_API_KEY} is
   *     a credential of its own; it is fetched again
   */
  public static List<String> lines(String prefix, OptionalInt number, OAuthAccount account) {
    String head = prefix + "_" + (number.isPresent() ? number.getAsInt() + "_" : "");
    var fields = new TreeMap<String, String>();
    account.attributes().forEach(fields::put);
    account.secrets().forEach((name, secret) -> fields.put(name, secret.reveal()));
    fields.keySet().removeIf(name -> LEFT_OUT.contains(name) || !name.matches("[a-z][a-z0-9_]*"));
    if (number.isEmpty()) {
      fields.remove("api_key");
    }
    var lines = new ArrayList<String>();
    lines.add(EnvLine.of(head + "ACCESS_TOKEN", account.accessToken().reveal()));
    account
        .refreshToken()
        .ifPresent(t -> lines.add(EnvLine.of(head + "REFRESH_TOKEN", t.reveal())));
    account
        .expiresAt()
        .ifPresent(end -> lines.add(EnvLine.of(head + "EXPIRY_DATE", "" + end.toEpochMilli())));
    fields.forEach(
        (name, value) -> lines.add(EnvLine.of(head + name.toUpperCase(Locale.ROOT), value)));
    return lines;
  }
}
