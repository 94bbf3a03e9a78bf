package dev.keyrelay.engine.account;

import dev.keyrelay.engine.config.OwnersOnly;
import dev.keyrelay.engine.credential.AccountDocument;
import dev.keyrelay.engine.credential.AccountFields;
import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder {@code oauth_creds}: one file {@code <provider>_oauth_<n>.json} for each account. All
 * changes replace whole files, which are their owner's alone (0600).
 */
public final class AccountFolder {

  private static final Pattern NAME =
      Pattern.compile("([a-z][a-z0-9_-]*?)_oauth_(\\d{1,9})\\.json");
  private static final String IMPORTED = "imported_from";

  private final Path folder;
  private final Optional<MasterKey> key;

  /**
   * One file of the folder.
   *
   * @param provider the provider id
   * @param number the file's number
   * @param path where it is
   * @param encrypted whether it is encrypted; false if that cannot be told
   * @param account what it holds, named {@link Enrolment#NEW}; absent if it cannot be used
   * @param problem why it cannot be used, for people, without secrets; absent if it can
   */
  public record Entry(
      String provider,
      int number,
      Path path,
      boolean encrypted,
      Optional<OAuthAccount> account,
      Optional<String> problem) {

    /** The file's name. */
    public String name() {
      return path.getFileName().toString();
    }
  }

  /**
   * A folder, which need not exist yet.
   *
   * @param key encrypts new files and opens encrypted ones
   */
  public AccountFolder(Path folder, Optional<MasterKey> key) {
    this.folder = folder;
    this.key = key;
  }

  /**
   * Every account, by provider and number.
   *
   * @throws IOException if the folder cannot be listed
   */
  public List<Entry> list() throws IOException {
    var entries = new ArrayList<Entry>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
        found.forEach(file -> entry(file).ifPresent(entries::add));
      }
    }
    entries.sort(Comparator.comparing(Entry::provider).thenComparing(Entry::number));
    return entries;
  }

  private Optional<Entry> entry(Path file) {
    var name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    String provider = name.group(1);
    int number = Integer.parseInt(name.group(2));
    try {
      var document = AccountDocument.read(file, key);
      var fields = document.fields();
      var account =
          Optional.of(fields)
              .filter(AccountFields::usable)
              .map(usable -> usable.account(Enrolment.NEW));
      var problem =
          account.isPresent() ? Optional.<String>empty() : Optional.of("holds no account");
      return Optional.of(new Entry(provider, number, file, document.encrypted(), account, problem));
    } catch (IOException e) {
      return Optional.of(
          new Entry(provider, number, file, false, Optional.empty(), Optional.of(problem(e))));
    }
  }

  private static String problem(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : "cannot be read (" + e.getClass().getSimpleName() + ")";
  }

  /** The account that a file of this folder holds, to be saved and loaded. */
  public AccountFile file(Path path) {
    return new AccountFile(path, key);
  }

  /**
   * Stores an account: in the file of the same owner, or of the same tokens, if there is one, else
   * in a new file.
   *
   * @return the file
   * @throws IOException if it is not stored
   */
  public Path keep(String provider, OAuthAccount account) throws IOException {
    var known =
        list().stream()
            .filter(entry -> entry.provider().equals(provider))
            .filter(entry -> entry.account().filter(other -> same(other, account)).isPresent())
            .map(Entry::path)
            .findFirst();
    Path file = known.isPresent() ? known.get() : claimed(provider);
    try {
      file(file).save(account);
    } catch (IOException e) {
      if (known.isEmpty()) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
    return file;
  }

  private static boolean same(OAuthAccount one, OAuthAccount other) {
    var email = one.attribute("email");
    if (email.isPresent() && other.attribute("email").isPresent()) {
      return email.get().equalsIgnoreCase(other.attribute("email").get());
    }
    boolean tokens =
        one.refreshToken().isPresent() && one.refreshToken().equals(other.refreshToken());
    boolean place =
        one.attribute(IMPORTED).isPresent()
            && one.attribute(IMPORTED).equals(other.attribute(IMPORTED));
    return tokens || place;
  }

  /** Makes an empty file of the next free number. */
  private Path claimed(String provider) throws IOException {
    Files.createDirectories(folder, OwnersOnly.folder(folder));
    int number =
        list().stream()
            .filter(entry -> entry.provider().equals(provider))
            .mapToInt(Entry::number)
            .max()
            .orElse(0);
    while (true) {
      number++;
      Path file = folder.resolve(provider + "_oauth_" + number + ".json");
      try {
        return Files.createFile(file, OwnersOnly.file(file));
      } catch (FileAlreadyExistsException _) {
        // Another process was quicker.
      }
    }
  }

  /**
   * Copies an account of another program into the folder.
   *
   * @param source its file, such as {@code ~/.gemini/oauth_creds.json}; it is not changed
   * @return the file it was copied to
   * @throws IOException if it holds no account, or cannot be stored
   */
  public Path importFrom(String provider, Path source) throws IOException {
    var fields = AccountDocument.read(source, key).fields();
    if (!fields.usable()) {
      throw new IOException(
          source.getFileName()
              + " holds no account (expected: JSON with access_token and refresh_token, or"
              + " api_key)");
    }
    var account = fields.account(Enrolment.NEW);
    return keep(provider, account.withAttribute(IMPORTED, source.toAbsolutePath().toString()));
  }

  /** Whether an account of a provider came from a file of another program. */
  public boolean hasImported(String provider, Path source) throws IOException {
    var from = Optional.of(source.toAbsolutePath().toString());
    return list().stream()
        .filter(entry -> entry.provider().equals(provider))
        .flatMap(entry -> entry.account().stream())
        .anyMatch(account -> account.attribute(IMPORTED).equals(from));
  }

  /**
   * Encrypts every plain file with the master key. A file that cannot be read is left as it is.
   *
   * @return the names of the files that changed
   * @throws IOException if there is no master key, or files cannot be read or written; the message
   *     names each, and all others are encrypted
   */
  public List<String> encrypt() throws IOException {
    return rewrite(true);
  }

  /** The same the other way round: every encrypted file becomes plain. */
  public List<String> decrypt() throws IOException {
    return rewrite(false);
  }

  private List<String> rewrite(boolean encrypted) throws IOException {
    var changed = new ArrayList<String>();
    var problems = new LinkedHashSet<String>();
    for (Entry entry : list()) {
      try {
        if (file(entry.path()).rewrite(encrypted)) {
          changed.add(entry.name());
        }
      } catch (IOException e) {
        problems.add(problem(e));
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("; ", problems));
    }
    return changed;
  }
}
