package dev.keyrelay.server.accounts;

import dev.keyrelay.engine.config.OwnersOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** Files of accounts as the system being replaced writes them. */
final class Accounts {

  private static final Instant LATER = Instant.parse("2099-01-01T00:00:00Z");

  private Accounts() {}

  static Path file(Path home, String provider, int number, String json) {
    try {
      Path folder = home.resolve("oauth_creds");
      Files.createDirectories(folder, OwnersOnly.folder(folder));
      Path file = folder.resolve(provider + "_oauth_" + number + ".json");
      Files.writeString(file, json);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Google account with project and tier, whose token is good for long. */
  static String google(String name, String tier) {
    return google(name, tier, LATER);
  }

  static String google(String name, String tier, Instant end) {
    return "{\"access_token\":\"at-"
        + name
        + "\",\"refresh_token\":\"rt-"
        + name
        + "\",\"expiry_date\":"
        + end.toEpochMilli()
        + ",\"client_id\":\"client\",\"_proxy_metadata\":{\"email\":\""
        + name
        + "@b.c\",\"project_id\":\"p-1\",\"tier\":\""
        + tier
        + "\"}}";
  }

  static String qwen(String name) {
    return "{\"access_token\":\"at-"
        + name
        + "\",\"refresh_token\":\"rt-"
        + name
        + "\",\"expiry_date\":"
        + LATER.toEpochMilli()
        + ",\"_proxy_metadata\":{\"email\":\""
        + name
        + "\"}}";
  }

  static String iflow(String name) {
    return "{\"access_token\":\"login-"
        + name
        + "\",\"refresh_token\":\"rt-"
        + name
        + "\",\"api_key\":\"at-"
        + name
        + "\",\"email\":\""
        + name
        + "\",\"expiry_date\":\"2099-01-01T00:00:00Z\"}";
  }
}
