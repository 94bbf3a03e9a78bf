package dev.keyrelay.engine.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.credential.AccountDocument;
import dev.keyrelay.engine.credential.AccountFields;
import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * An account in a file {@code oauth_creds/<provider>_oauth_<n>.json}. Fields of others stay; the
 * file is replaced as a whole and is its owner's alone (0600). An encrypted file stays encrypted, a
 * plain one plain; a new one is encrypted if there is a master key.
 */
public final class AccountFile implements AccountStore {

  /** What the files of the system being replaced keep apart from the tokens. */
  private static final Set<String> APART =
      Set.of("email", "project_id", "tier", "tier_full", "imported_from", "identity");

  /**
   * Held from reading to writing by whoever changes a file, for several objects stand for one file:
   * else tokens that are renewed while it is encrypted would come out plain, or be lost.
   */
  private static final Object TURN = new Object();

  private final Path file;
  private final Optional<MasterKey> key;

  /** An account in a file, which may still be empty. */
  public AccountFile(Path file, Optional<MasterKey> key) {
    this.file = file;
    this.key = key;
  }

  @Override
  public Optional<OAuthAccount> load(String id) throws IOException {
    return Optional.of(document().fields())
        .filter(AccountFields::usable)
        .map(fields -> fields.account(id));
  }

  @Override
  public void save(OAuthAccount account) throws IOException {
    synchronized (TURN) {
      write(account);
    }
  }

  private void write(OAuthAccount account) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file.getFileName() + " is gone (expected: the account's file)");
    }
    var document = document();
    ObjectNode root = document.json();
    ObjectNode tokens = root.path("credential") instanceof ObjectNode inner ? inner : root;
    tokens.put("access_token", account.accessToken().reveal());
    account.refreshToken().ifPresent(token -> tokens.put("refresh_token", token.reveal()));
    tokens.remove("token_expiry");
    account
        .expiresAt()
        .ifPresentOrElse(
            end -> tokens.put("expiry_date", end.toEpochMilli()),
            () -> tokens.remove("expiry_date"));
    account.secrets().forEach((name, secret) -> tokens.put(name, secret.reveal()));
    var apart = root.withObject("/_proxy_metadata");
    account.attributes().forEach((name, value) -> place(name, tokens, apart).put(name, value));
    replace(document.bytes(key));
  }

  /** Writes the file again, encrypted or not; whether it was the other way before. */
  boolean rewrite(boolean encrypted) throws IOException {
    synchronized (TURN) {
      var document = document();
      if (document.encrypted() == encrypted) {
        return false;
      }
      replace(document.encrypted(encrypted).bytes(key));
      return true;
    }
  }

  private static ObjectNode place(String name, ObjectNode tokens, ObjectNode apart) {
    boolean before = apart.has(name) || APART.contains(name);
    return before ? apart : tokens;
  }

  private AccountDocument document() throws IOException {
    return Files.exists(file) && Files.size(file) > 0
        ? AccountDocument.read(file, key)
        : AccountDocument.empty(key.isPresent());
  }

  private void replace(byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    // createTempFile makes files 0600 where the file system knows permissions.
    Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
