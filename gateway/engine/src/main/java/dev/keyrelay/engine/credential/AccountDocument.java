package dev.keyrelay.engine.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file of one account holds. Encrypted, the file is {@code {"encrypted":"…"}} with the whole
 * document as a JWE in it.
 *
 * @param json the document, decrypted
 * @param encrypted whether the file is encrypted
 */
public record AccountDocument(ObjectNode json, boolean encrypted) {

  private static final String SEAL = "encrypted";

  /** A document that is not there yet. */
  public static AccountDocument empty(boolean encrypted) {
    return new AccountDocument(JsonBody.MAPPER.createObjectNode(), encrypted);
  }

  /**
   * Reads a file.
   *
   * @param key the master key, if one is configured
   * @throws IOException if the file cannot be read, is no JSON object, or is encrypted with a key
   *     that is not this one; the message says what to do and holds no secret
   */
  public static AccountDocument read(Path file, Optional<MasterKey> key) throws IOException {
    return of(file.getFileName().toString(), Files.readAllBytes(file), key);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param name what to call it in messages
   * @throws IOException as {@link #read} does
   */
  public static AccountDocument of(String name, byte[] bytes, Optional<MasterKey> key)
      throws IOException {
    var outer = object(name, bytes);
    if (!isEncrypted(outer)) {
      return new AccountDocument(outer, false);
    }
    if (key.isEmpty()) {
      throw new IOException(
          name
              + " is encrypted, and there is no master key (expected: the key it was encrypted with"
              + " in KEYRELAY_MASTER_KEY or KEYRELAY_MASTER_KEY_FILE)");
    }
    byte[] plain;
    try {
      plain = key.get().open(outer.path(SEAL).textValue());
    } catch (IOException e) {
      throw new IOException(
          name
              + " "
              + e.getMessage()
              + "; set the key it was encrypted with. The file is left as it is");
    }
    return new AccountDocument(object(name, plain), true);
  }

  private static boolean isEncrypted(JsonNode root) {
    return root.size() == 1 && root.path(SEAL).isTextual();
  }

  private static ObjectNode object(String name, byte[] bytes) throws IOException {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(bytes);
    } catch (JsonProcessingException _) {
      // Its message would quote the file.
      throw new IOException(name + " is not JSON (expected: an account)");
    }
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new IOException(name + " is not a JSON object (expected: an account)");
  }

  /** This document as it shall be written. */
  public AccountDocument encrypted(boolean wanted) {
    return new AccountDocument(json, wanted);
  }

  /**
   * The bytes of the file.
   *
   * @throws IOException if it shall be encrypted and there is no key
   */
  public byte[] bytes(Optional<MasterKey> key) throws IOException {
    byte[] plain = JsonBody.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    if (!encrypted) {
      return plain;
    }
    if (key.isEmpty()) {
      throw new IOException(
          "there is no master key to encrypt with (expected: a key in KEYRELAY_MASTER_KEY)");
    }
    return JsonBody.MAPPER.writeValueAsBytes(
        JsonBody.MAPPER.createObjectNode().put(SEAL, key.get().seal(plain)));
  }

  /** The fields of the account. */
  public AccountFields fields() {
    return AccountFields.of(json);
  }
}
