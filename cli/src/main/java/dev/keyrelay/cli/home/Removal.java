package dev.keyrelay.cli.home;

import dev.keyrelay.engine.account.Exports;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.credential.Origin;
import dev.keyrelay.spi.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What deleting a credential means where it is kept. */
public sealed interface Removal {

  /** What goes, for people. */
  String what();

  /**
   * Does it.
   *
   * @throws IOException if it could not be done; nothing is half done
   */
  void carryOut() throws IOException;

  /** Lines of a file of variables. */
  record Lines(Path file, List<String> names) implements Removal {

    @Override
    public String what() {
      return String.join(", ", names) + " in " + file.getFileName();
    }

    @Override
    public void carryOut() throws IOException {
      EnvFile text = EnvFile.read(file);
      for (String name : names) {
        text = text.without(name);
      }
      text.write(file);
    }
  }

  /** An account's file. */
  record AccountFile(Path file) implements Removal {

    @Override
    public String what() {
      return file.getFileName().toString();
    }

    @Override
    public void carryOut() throws IOException {
      Files.delete(file);
    }
  }

  /**
   * The removal of a credential.
   *
   * @throws IllegalArgumentException if it is not kept in this home folder; the message says where
   */
  static Removal of(FoundCredential one, Installation installation) throws IOException {
    return switch (one.origin()) {
      case Origin.File kept -> new AccountFile(kept.path());
      case Origin.Variable variable -> lines(variable.name(), one, installation);
      case Origin.Nowhere _ ->
          throw new IllegalArgumentException(
              one.provider()
                  + " is called without a credential because a variable names it; remove its"
                  + " _API_BASE or _MODELS instead.");
    };
  }

  private static Removal lines(String variable, FoundCredential one, Installation installation)
      throws IOException {
    var configuration = installation.configuration();
    String origin = configuration.environment().origin(variable).orElse(Environment.PROCESS);
    if (origin.equals(Environment.PROCESS)) {
      throw new IllegalArgumentException(
          variable
              + " comes from the process environment; remove it where that is set (a shell profile,"
              + " a compose file, a unit file).");
    }
    Path file = configuration.home().folder().resolve(origin);
    if (one.credential() instanceof Credential.ApiKey) {
      return new Lines(file, List.of(variable));
    }
    String start = variable.substring(0, variable.length() - "ACCESS_TOKEN".length());
    var fields = fields(one.credential());
    var names =
        EnvFile.read(file).names().stream()
            .filter(
                name -> name.startsWith(start) && fields.contains(name.substring(start.length())))
            .toList();
    return new Lines(file, names);
  }

  /** What the names of an account's variables end with. */
  private static Set<String> fields(Credential credential) {
    if (!(credential instanceof Credential.OAuthAccount account)) {
      return Set.of();
    }
    return Exports.lines("X", OptionalInt.of(1), account).stream()
        .map(line -> line.substring("X_1_".length(), line.indexOf('=')))
        .collect(Collectors.toUnmodifiableSet());
  }
}
