package dev.keyrelay.engine.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.StoredResponseSettings;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.spi.kit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseShelfTest {

  private static final Duration AGE = Duration.ofDays(30);

  private final ManualClock clock = new ManualClock();

  private ResponseShelf shelf(long bytes) {
    return new ResponseShelf(new StoredResponseSettings(bytes, AGE), clock);
  }

  private static KeptResponse.Here here(String text) {
    return new KeptResponse.Here(
        "client",
        Optional.of("before"),
        "[]".getBytes(StandardCharsets.UTF_8),
        ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theLeastRecentlyUsedGoFirstWhenRoomIsShort() {
    var shelf = shelf(10_000);
    for (int i = 0; i < 100; i++) {
      shelf.put("r" + i, here("x".repeat(1_000)));
      assertThat(shelf.find("r0", "client")).isPresent();
      assertThat(shelf.bytes()).isBetween(1L, 10_000L);
    }
    assertThat(shelf.find("r99", "client")).isPresent();
    assertThat(shelf.find("r50", "client")).isEmpty();
  }

  @Test
  void whatIsLargerThanTheRoomIsNotKeptAndDisplacesNothing() {
    var shelf = shelf(5_000);
    shelf.put("small", here("x"));
    shelf.put("large", here("x".repeat(6_000)));
    assertThat(shelf.find("large", "client")).isEmpty();
    assertThat(shelf.find("small", "client")).isPresent();
  }

  @Test
  void noRoomKeepsNothing() {
    var shelf = shelf(0);
    shelf.put("r", new KeptResponse.There("client", "p", "c", "m"));
    assertThat(shelf.find("r", "client")).isEmpty();
  }

  @Test
  void whatIsTooOldIsGone() {
    var shelf = shelf(10_000);
    shelf.put("r", here("x"));
    clock.advance(AGE.minusSeconds(1));
    assertThat(shelf.find("r", "client")).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(shelf.find("r", "client")).isEmpty();
    assertThat(shelf.bytes()).isZero();
  }

  @Test
  void bothKindsOutliveTheProcessAndTheForgottenDoNot(@TempDir Path folder) {
    try (var state = SqliteState.open(folder, clock)) {
      var shelf = shelf(10_000);
      state.register(shelf);
      shelf.put("here", here("x"));
      shelf.put("there", new KeptResponse.There("client", "p", "c", "m"));
      shelf.put("gone", here("y"));
      state.flush();
      shelf.remove("gone");
    }
    try (var state = SqliteState.open(folder, clock)) {
      var shelf = shelf(10_000);
      state.register(shelf);
      var kept = (KeptResponse.Here) shelf.find("here", "client").orElseThrow();
      assertThat(kept.previous()).contains("before");
      assertThat(new String(kept.response(), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"x\"}");
      assertThat(shelf.find("there", "client"))
          .contains(new KeptResponse.There("client", "p", "c", "m"));
      assertThat(shelf.find("gone", "client")).isEmpty();
      assertThat(shelf.find("here", "somebody else")).isEmpty();
    }
  }

  @Test
  void aCredentialThatIsGoneTakesItsResponsesAlong() {
    var shelf = shelf(10_000);
    shelf.put("there", new KeptResponse.There("client", "p", "c", "m"));
    shelf.forget("p", "c");
    assertThat(shelf.find("there", "client")).isEmpty();
    assertThat(shelf.bytes()).isZero();
  }
}
