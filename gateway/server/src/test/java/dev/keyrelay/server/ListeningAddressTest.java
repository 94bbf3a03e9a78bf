package dev.keyrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningAddressTest {

  private static final URI HERE = URI.create("http://[::1]:8123");

  @TempDir private Path state;

  @Test
  void isThereWhileTheGatewayRunsAndForItsOwnerAlone() throws Exception {
    ListeningAddress.write(state, HERE);
    assertThat(ListeningAddress.of(state)).contains(HERE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    ListeningAddress.remove(state, HERE);
    assertThat(ListeningAddress.of(state)).isEmpty();
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void aGatewayThatEndsLeavesTheAddressOfAnother() {
    var other = URI.create("http://127.0.0.1:9000");
    ListeningAddress.write(state, HERE);
    ListeningAddress.write(state, other);
    ListeningAddress.remove(state, HERE);
    assertThat(ListeningAddress.of(state)).contains(other);
  }

  @Test
  void ofAProcessThatHasEndedCountsForNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(file(), ended.pid() + " " + HERE + "\n");
    assertThat(ListeningAddress.of(state)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "here", "1", "x http://127.0.0.1:1", "-1 http://127.0.0.1:1", "1 ht tp"})
  void damagedIsNone(String text) throws Exception {
    Files.writeString(file(), text);
    assertThat(ListeningAddress.of(state)).isEmpty();
  }

  private Path file() {
    return state.resolve("address");
  }
}
