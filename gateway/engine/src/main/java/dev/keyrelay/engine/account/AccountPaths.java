package dev.keyrelay.engine.account;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Accounts of other programs that variables {@code <PROVIDER>_OAUTH_<n>} name by path. Each is
 * copied into {@code oauth_creds} once: the copy then lives its own life.
 */
public final class AccountPaths {

  private static final String MARK = "OAUTH_";

  /** What such variables say of logins rather than of an account. */
  private static final Set<String> OF_LOGINS = Set.of("CLIENT_ID", "CLIENT_SECRET", "PORT", "BASE");

  private final AccountFolder folder;
  private final Settings settings;

  /** Paths in the variables of some settings, to be copied into a folder. */
  public AccountPaths(AccountFolder folder, Settings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Copies what was not copied before. What cannot be copied becomes a finding. */
  public void importOnce(VariableNames names) {
    settings.environment().names().stream()
        .filter(variable -> variable.contains("_" + MARK))
        .sorted()
        .forEach(
            variable ->
                names
                    .leading(variable)
                    .filter(match -> match.rest().startsWith(MARK))
                    .filter(match -> !OF_LOGINS.contains(match.rest().substring(MARK.length())))
                    .ifPresent(match -> importOnce(variable, match.provider())));
  }

  private void importOnce(String variable, String provider) {
    var value = settings.environment().get(variable);
    if (value.isEmpty()) {
      return;
    }
    try {
      Path source = Path.of(Environment.expanded(value.get())).toAbsolutePath();
      if (!Files.isRegularFile(source)) {
        report(variable, "names no file (expected: the path of an account's file).");
      } else if (!folder.hasImported(provider, source)) {
        folder.importFrom(provider, source);
      }
    } catch (InvalidPathException _) {
      report(variable, "is no path (expected: the path of an account's file).");
    } catch (IOException e) {
      String why =
          e.getClass() == IOException.class ? e.getMessage() : e.getClass().getSimpleName();
      report(variable, "could not be imported: " + why + ".");
    }
  }

  private void report(String variable, String sentence) {
    settings.findings().error(variable, sentence, "Correct the path, or remove the variable.");
  }
}
