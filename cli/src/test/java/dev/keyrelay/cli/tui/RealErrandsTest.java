package dev.keyrelay.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.cli.TestHome;
import dev.keyrelay.cli.home.CredentialStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terminal UI's errands over a real home folder and real gateways. */
class RealErrandsTest {

  @TempDir private Path temporary;
  private TestHome home;
  private final AtomicReference<State> state =
      new AtomicReference<>(State.of(Facts.NONE, Instant.EPOCH));

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary).with("PORT", "0");
    home.file(".env", "ACME_API_KEY_1=canary-key-0001-abcd\n");
  }

  private RealErrands errands() {
    return new RealErrands(home.house(), InstantSource.system(), this::update, () -> {}, _ -> {});
  }

  private void update(UnaryOperator<State> change) {
    state.updateAndGet(change);
  }

  private static void awaited(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  private Live live(RealErrands errands) {
    update(before -> before.withLive(errands.live(before.live(), List.of()), Instant.EPOCH));
    return state.get().live();
  }

  private Optional<CredentialStatus> standing(RealErrands errands) {
    var standing = live(errands).standing();
    return state.get().facts().credentials().stream()
        .flatMap(one -> standing.of(one).stream())
        .findFirst();
  }

  @Test
  void aCredentialIsDisabledAndEnabledInTheGatewayOfThisProcess() {
    try (var errands = errands()) {
      errands.readFacts();
      errands.startGateway();
      awaited(() -> standing(errands).map(CredentialStatus::lent).orElse(false));
      var desk = new CredentialsDesk(errands);
      desk.key(state.get().withTab(Tab.CREDENTIALS), 'o');
      awaited(() -> standing(errands).map(CredentialStatus::disabled).orElse(false));
      awaited(() -> state.get().notice().equals("acme ACME_API_KEY_1 is disabled."));
      desk.key(state.get().withTab(Tab.CREDENTIALS), 'o');
      awaited(() -> standing(errands).map(CredentialStatus::lent).orElse(false));
    }
  }

  @Test
  void changesAreCheckedWrittenAndInEffect() throws IOException {
    try (var errands = errands()) {
      errands.startGateway();
      awaited(() -> live(errands).status() == Live.Status.RUNNING);
      Draft draft =
          Draft.NONE
              .with("MODEL_ROUTE_BEST", Optional.of("guild/x"))
              .with("ROTATION_MODE_ACME", Optional.of("balanced"));
      update(before -> before.withDraft(draft));
      errands.check(draft);
      awaited(() -> !state.get().checks().isEmpty());
      assertThat(state.get().checks())
          .singleElement()
          .asString()
          .contains("guild/x", "no credential of guild");
      errands.write(draft);
      awaited(() -> state.get().notice().equals("Written to .env, and in effect."));
      assertThat(home.text(".env"))
          .contains("ACME_API_KEY_1=canary-key-0001-abcd\n")
          .contains("MODEL_ROUTE_BEST=guild/x\n", "ROTATION_MODE_ACME=balanced\n");
      assertThat(state.get().draft().isEmpty()).isTrue();
      assertThat(state.get().checks()).isEmpty();
    }
  }

  @Test
  void aGatewayOfAnotherProcessIsShown() {
    try (var other = errands();
        var errands = errands()) {
      other.readFacts();
      other.startGateway();
      awaited(() -> live(other).status() == Live.Status.RUNNING);
      String address = state.get().live().address();
      home.with("PORT", address.substring(address.lastIndexOf(':') + 1));
      update(before -> before.withStatus(Live.Status.STOPPED));
      awaited(() -> live(errands).status() == Live.Status.ELSEWHERE);
      assertThat(state.get().live().address()).isEqualTo(address);
      assertThat(standing(errands)).map(CredentialStatus::status).contains("active");
    }
  }
}
