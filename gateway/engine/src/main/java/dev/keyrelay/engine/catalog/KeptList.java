package dev.keyrelay.engine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.OwnersOnly;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A public list as it was fetched. In a file it is one line of JSON and, below, what was fetched.
 *
 * @param etag its entity tag, if it has one
 * @param modified its {@code Last-Modified}, if it has one
 * @param at when it was fetched, or last found to be unchanged
 * @param body the JSON document
 */
record KeptList(Optional<String> etag, Optional<String> modified, Instant at, byte[] body) {

  /** The headers that ask for it only if it has changed. */
  Headers conditions() {
    var headers = Headers.NONE;
    if (etag.isPresent()) {
      headers = headers.with("If-None-Match", etag.get());
    }
    return modified.isPresent() ? headers.with("If-Modified-Since", modified.get()) : headers;
  }

  /** What is remembered of it once it was read: all but the body. */
  KeptList at(Instant now) {
    return new KeptList(etag, modified, now, new byte[0]);
  }

  /** Reads a file; empty if there is none. */
  static Optional<KeptList> read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    int line = 0;
    while (line < bytes.length && bytes[line] != '\n') {
      line++;
    }
    JsonNode about = JsonBody.MAPPER.readTree(bytes, 0, line);
    return Optional.of(
        new KeptList(
            Optional.ofNullable(about.path("etag").textValue()),
            Optional.ofNullable(about.path("modified").textValue()),
            Instant.ofEpochSecond(about.path("at").asLong()),
            Arrays.copyOfRange(bytes, Math.min(line + 1, bytes.length), bytes.length)));
  }

  /** Writes it into a file, whole or not at all. */
  void write(Path file) throws IOException {
    var about = JsonBody.MAPPER.createObjectNode().put("at", at.getEpochSecond());
    etag.ifPresent(tag -> about.put("etag", tag));
    modified.ifPresent(date -> about.put("modified", date));
    var out = new ByteArrayOutputStream(body.length + 200);
    out.writeBytes(JsonBody.MAPPER.writeValueAsBytes(about));
    out.write('\n');
    out.writeBytes(body);
    Files.createDirectories(file.toAbsolutePath().getParent(), OwnersOnly.folder(file));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, out.toByteArray());
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
