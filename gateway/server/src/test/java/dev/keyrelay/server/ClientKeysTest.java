package dev.keyrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeysTest {

  @TempDir private Path home;

  @Test
  void withoutAConfiguredKeyOneIsMadeThatOnlyItsOwnerCanRead() throws IOException {
    ClientKeys keys = read(Map.of());
    Path file = home.resolve("state/proxy_api_key");
    assertThat(keys.file()).contains(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(keys.accepts(Files.readString(file).strip())).isTrue();
    assertThat(keys.accepts("kr-guess")).isFalse();
    assertThat(keys.toString()).doesNotContain(Files.readString(file).strip());
  }

  @Test
  void theMadeKeyIsKeptForTheNextStart() throws IOException {
    read(Map.of());
    String key = Files.readString(home.resolve("state/proxy_api_key")).strip();
    assertThat(read(Map.of()).accepts(key)).isTrue();
    assertThat(Files.readString(home.resolve("state/proxy_api_key")).strip()).isEqualTo(key);
  }

  @Test
  void configuredKeysAreSeparatedByCommasAndMakeNoFile() {
    ClientKeys keys = read(Map.of("PROXY_API_KEY", "first, second"));
    assertThat(keys.accepts("first")).isTrue();
    assertThat(keys.accepts("second")).isTrue();
    assertThat(keys.accepts("first, second")).isFalse();
    assertThat(keys.file()).isEmpty();
    assertThat(home.resolve("state")).doesNotExist();
  }

  @Test
  void anEmptyVariableIsNoOpenDoor() {
    assertThat(read(Map.of("PROXY_API_KEY", " , ")).accepts("")).isFalse();
  }

  @Test
  void aStateFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(home.resolve("state"), "in the way");
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("proxy_api_key")
        .hasMessageContaining("PROXY_API_KEY");
  }

  private ClientKeys read(Map<String, String> variables) {
    return ClientKeys.read(Configuration.read(new Home(home), variables), new SecureRandom());
  }
}
