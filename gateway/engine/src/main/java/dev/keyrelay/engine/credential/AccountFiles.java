package dev.keyrelay.engine.credential;

import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * OAuth accounts in {@code oauth_creds/<provider>_oauth_<n>.json}, in order of their numbers. Reads
 * the forms of the system being replaced: Google's field names, {@code {"credential":{…}}} around
 * them, and {@code _proxy_metadata} beside them.
 */
final class AccountFiles implements CredentialSource {

  private static final String MARK = "_oauth_";

  private record Candidate(Path file, String provider, String number) {}

  @Override
  public List<FoundCredential> find(Search search) {
    var candidates = new ArrayList<Candidate>();
    for (Path file : files(search)) {
      candidate(search, file).ifPresent(candidates::add);
    }
    candidates.sort(
        Comparator.comparing(Candidate::provider)
            .thenComparing(c -> c.number().length())
            .thenComparing(Candidate::number));
    var key = candidates.isEmpty() ? Optional.<MasterKey>empty() : MasterKey.of(search.settings());
    return candidates.stream().flatMap(c -> credential(search, c, key).stream()).toList();
  }

  private static List<Path> files(Search search) {
    var files = new ArrayList<Path>();
    Path folder = search.home().accounts();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
        found.forEach(files::add);
      } catch (IOException | RuntimeException e) {
        search
            .settings()
            .findings()
            .error(
                folder.toString(),
                "cannot be listed (" + e.getClass().getSimpleName() + ").",
                "Make the folder readable.");
      }
    }
    return files;
  }

  private static Optional<Candidate> candidate(Search search, Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    int at = name.lastIndexOf(MARK);
    var provider =
        at < 1
            ? Optional.<String>empty()
            : search.services().stream()
                .map(ServiceDescription::id)
                .filter(id -> id.equals(name.substring(0, at)))
                .findFirst();
    if (provider.isEmpty()) {
      search
          .settings()
          .findings()
          .warning(
              name + ".json",
              "belongs to no provider that is loaded (expected: <provider>_oauth_<number>.json),"
                  + " and was ignored.",
              "Rename the file, or add the provider's jar.");
    }
    return provider.map(id -> new Candidate(file, id, name.substring(at + MARK.length())));
  }

  private static Optional<FoundCredential> credential(
      Search search, Candidate candidate, Optional<MasterKey> key) {
    Path file = candidate.file();
    String name = file.getFileName().toString();
    AccountFields fields;
    try {
      fields = AccountDocument.read(file, key).fields();
    } catch (IOException e) {
      search
          .settings()
          .findings()
          .error(
              name,
              "cannot be used: " + problem(e) + ".",
              "Set the right key, log in again, or delete the file.");
      return Optional.empty();
    }
    if (!fields.usable()) {
      search
          .settings()
          .findings()
          .error(
              name,
              "holds no account (expected: JSON with access_token and refresh_token, or api_key),"
                  + " and was ignored.",
              "Log in again, or delete the file.");
      return Optional.empty();
    }
    if (PrivateFiles.exposed(file)) {
      search
          .settings()
          .findings()
          .warning(
              name,
              "can be read by other users of this machine.",
              "Allow it to its owner alone: chmod 600 " + file);
    }
    return Optional.of(
        new FoundCredential(
            candidate.provider(),
            fields.found(search.ids(), candidate.provider(), name),
            new Origin.File(file),
            fields.mask()));
  }

  /** An I/O error's message may be no more than a path. */
  private static String problem(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName();
  }
}
