package dev.keyrelay.engine.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * An account in a file {@code oauth_creds/<provider>_oauth_<n>.json}. Fields of others stay; the
 * file is replaced as a whole and is its owner's alone (0600).
 */
public final class AccountFile implements AccountStore {

  /** What the files of the system being replaced keep apart from the tokens. */
  private static final Set<String> APART = Set.of("email", "project_id", "tier", "tier_full");

  private final Path file;

  /** An account in a file, which need not exist yet; its folder must. */
  public AccountFile(Path file) {
    this.file = file;
  }

  @Override
  public void save(OAuthAccount account) throws IOException {
    ObjectNode root = present();
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
    replace(JsonBody.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  private static ObjectNode place(String name, ObjectNode tokens, ObjectNode apart) {
    boolean before = apart.has(name) || APART.contains(name);
    return before ? apart : tokens;
  }

  private ObjectNode present() throws IOException {
    if (!Files.exists(file)) {
      return JsonBody.MAPPER.createObjectNode();
    }
    JsonNode root = JsonBody.MAPPER.readTree(Files.readAllBytes(file));
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new IOException(file.getFileName() + ": not a JSON object (expected: an account)");
  }

  private void replace(byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    // createTempFile makes files 0600 where the file system knows permissions.
    Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        var rest = java.nio.ByteBuffer.wrap(bytes);
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
