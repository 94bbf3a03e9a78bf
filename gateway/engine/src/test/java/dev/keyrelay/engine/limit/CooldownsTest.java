package dev.keyrelay.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every cause by its scope and length, and what ends it. */
final class CooldownsTest {

  private static final Subject ONE = new Subject("p", "one", "m", Optional.of("g"));
  private static final Subject OTHER_MODEL = new Subject("p", "one", "n", Optional.empty());
  private static final Subject OF_GROUP = new Subject("p", "one", "m2", Optional.of("g"));
  private static final Subject OTHER_CREDENTIAL = new Subject("p", "two", "m", Optional.of("g"));

  private final ManualClock clock = new ManualClock();
  private final Cooldowns cooldowns = new Cooldowns(CooldownRules.STANDARD);

  private Optional<Cooldown> fail(Subject subject, FailureKind kind) {
    return cooldowns.failed(subject, Failure.of(kind, "no"), now(), now());
  }

  private Optional<Cooldown> fail(FailureKind kind, Duration hint) {
    return cooldowns.failed(
        ONE, new Failure(kind, "no", Optional.empty(), Optional.of(hint)), now(), now());
  }

  private Instant now() {
    return clock.instant();
  }

  private boolean blocked(Subject subject) {
    return cooldowns.check(subject, now()) instanceof Verdict.Blocked;
  }

  private List<Boolean> blocked() {
    return List.of(
        blocked(ONE), blocked(OF_GROUP), blocked(OTHER_MODEL), blocked(OTHER_CREDENTIAL));
  }

  /** The cause, what it holds back (own model, its group, other models, others), for how long. */
  @ParameterizedTest
  @CsvSource({
    "BAD_CREDENTIAL,  true, true, true, false, 300",
    "NEEDS_LOGIN,     true, true, true, false, 300",
    "FORBIDDEN,       true, true, true, false, 300",
    "MODEL_FORBIDDEN, true, false, false, false, 300",
    "NO_MONEY,        true, true, true, false, 1800",
    "ACCOUNT_QUOTA,   true, true, true, false, 600",
    "MODEL_QUOTA,     true, true, false, false, 600",
    "REQUEST_RATE,    true, false, false, false, 10",
    "TOKEN_RATE,      true, false, false, false, 10",
    "RATE_LIMITED,    true, false, false, false, 10"
  })
  void aCauseOfACredentialHoldsItsScopeBack(
      FailureKind kind, boolean own, boolean group, boolean models, boolean others, int seconds) {
    var cooldown = fail(ONE, kind).orElseThrow();

    assertThat(blocked()).containsExactly(own, group, models, others);
    assertThat(Duration.between(now(), cooldown.until())).hasSeconds(seconds);
    assertThat(cooldown.cause()).isEqualToIgnoringCase(kind.name());
    assertThat(cooldown.source()).isEqualTo(Cooldown.Source.DEFAULT);
    clock.advance(Duration.ofSeconds(seconds));
    assertThat(blocked()).containsOnly(false);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REQUEST", "MODEL", "PROVIDER"},
      mode = EnumSource.Mode.INCLUDE)
  void whatIsNotTheCredentialsFaultHoldsNoCredentialBack(dev.keyrelay.spi.Blame blame) {
    for (FailureKind kind : FailureKind.values()) {
      if (kind.blame() == blame) {
        assertThat(fail(ONE, kind)).as(kind.name()).isEmpty();
        assertThat(blocked()).as(kind.name()).containsOnly(false);
      }
    }
  }

  @Test
  void everyKindIsOfOneOfTheseSorts() {
    var ofCredentials =
        EnumSet.of(Scope.CREDENTIAL, Scope.CREDENTIAL_MODEL, Scope.CREDENTIAL_QUOTA_GROUP);
    for (FailureKind kind : FailureKind.values()) {
      boolean blamed = kind.blame() == dev.keyrelay.spi.Blame.CREDENTIAL;
      assertThat(ofCredentials.contains(kind.scope())).as(kind.name()).isEqualTo(blamed);
      assertThat(CooldownRules.STANDARD.length(Failure.of(kind, ""), 99).isPositive())
          .as(kind.name())
          .isEqualTo(kind.blame() != dev.keyrelay.spi.Blame.REQUEST && kind.scope() != Scope.NONE);
    }
  }

  @Test
  void aHintIsBelievedUpToTheCapAndThenOneRequestTries() {
    var cooldown = fail(FailureKind.ACCOUNT_QUOTA, Duration.ofHours(156)).orElseThrow();

    assertThat(Duration.between(now(), cooldown.until())).isEqualTo(Duration.ofHours(6));
    assertThat(cooldown.source()).isEqualTo(Cooldown.Source.UPSTREAM);
    clock.advance(Duration.ofHours(6));
    assertThat(blocked(ONE)).isFalse();
    cooldowns.begun(ONE, now());
    assertThat(blocked(OTHER_MODEL)).as("half-open: the trial is under way").isTrue();
    cooldowns.succeeded(ONE, now());
    assertThat(blocked(OTHER_MODEL)).isFalse();
    assertThat(cooldowns.of("p", "one")).isEmpty();
  }

  /** The lengths in seconds when each trial meets the same refusal. */
  @ParameterizedTest
  @CsvSource({
    "BAD_CREDENTIAL, 300 600 1200 2400 3600 3600",
    "MODEL_FORBIDDEN, 300 600 1200 2400 3600 3600",
    "NO_MONEY, 1800 1800 1800",
    "MODEL_QUOTA, 600 1200 2400 4800 9600 19200 21600 21600",
    "RATE_LIMITED, 10 30 60 120 120"
  })
  void aTrialThatIsRefusedTooMakesTheNextWaitLonger(FailureKind kind, String lengths) {
    for (String seconds : lengths.split(" ")) {
      var length = Duration.ofSeconds(Long.parseLong(seconds));
      assertThat(fail(ONE, kind).orElseThrow().until()).isEqualTo(now().plus(length));
      clock.advance(length);
    }
  }

  @Test
  void aSuccessDisprovesEveryScopeThatItWasHeldBackBy() {
    fail(ONE, FailureKind.RATE_LIMITED);
    fail(ONE, FailureKind.MODEL_QUOTA);
    fail(ONE, FailureKind.BAD_CREDENTIAL);
    fail(OTHER_MODEL, FailureKind.RATE_LIMITED);
    clock.advance(Duration.ofMinutes(10));

    cooldowns.begun(ONE, now());
    cooldowns.succeeded(ONE, now());

    assertThat(cooldowns.of("p", "one").keySet())
        .as("what it says nothing about stays")
        .extracting(CooldownKey::subject)
        .containsExactly("n");
  }

  /** A trial may end at any moment, a cooldown will not: the client is told of the latter. */
  @Test
  void whatHasATimeIsToldBeforeATrialWhoseEndNobodyKnows() {
    fail(ONE, FailureKind.RATE_LIMITED);
    clock.advance(Duration.ofSeconds(10));
    cooldowns.begun(ONE, now());
    var until = fail(OTHER_MODEL, FailureKind.NO_MONEY).orElseThrow().until();

    assertThat(cooldowns.check(ONE, now()))
        .isEqualTo(new Verdict.Blocked("no_money", Optional.of(until)));
  }

  @Test
  void aSuccessOfAnAttemptThatBeganEarlierDisprovesNothing() {
    Instant begun = now();
    clock.advance(Duration.ofSeconds(1));
    fail(ONE, FailureKind.RATE_LIMITED);

    cooldowns.succeeded(ONE, begun);

    assertThat(blocked(ONE)).isTrue();
  }

  @Test
  void failuresOfRequestsThatWereUnderWayTogetherDoNotEscalate() {
    for (int i = 0; i < 20; i++) {
      fail(ONE, FailureKind.RATE_LIMITED);
    }

    assertThat(cooldowns.of("p", "one").values()).extracting(Cooldown::level).containsExactly(0);
  }

  private Optional<Cooldown> aside(Subject subject) {
    return cooldowns.ofProvider(subject.provider(), subject.model(), now());
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "OVERLOADED",
        "SERVER_ERROR",
        "UNREACHABLE",
        "ADDRESS_BLOCKED",
        "TIMED_OUT",
        "BAD_ANSWER"
      })
  void aProviderIsSetAsideAfterThreeFailuresInARow(FailureKind kind) {
    fail(ONE, kind);
    fail(OTHER_MODEL, kind);
    assertThat(aside(ONE)).isEmpty();
    fail(OTHER_CREDENTIAL, kind);

    assertThat(aside(ONE)).isPresent();
    assertThat(aside(OTHER_MODEL)).isPresent();
    assertThat(aside(new Subject("q", "one", "m", Optional.empty()))).isEmpty();
    assertThat(blocked()).as("no credential is held back").containsOnly(false);
  }

  @Test
  void anOverloadedModelIsSetAsideAlone() {
    for (int i = 0; i < 3; i++) {
      fail(ONE, FailureKind.MODEL_OVERLOADED);
    }

    assertThat(aside(ONE)).isPresent();
    assertThat(aside(OTHER_MODEL)).isEmpty();
  }

  @Test
  void aSuccessInBetweenOrTooLongATimeBeginsTheCountAnew() {
    for (int i = 0; i < 10; i++) {
      fail(ONE, FailureKind.SERVER_ERROR);
      fail(ONE, FailureKind.SERVER_ERROR);
      assertThat(aside(ONE)).isEmpty();
      if (i % 2 == 0) {
        cooldowns.succeeded(OTHER_CREDENTIAL, now());
      } else {
        clock.advance(Duration.ofSeconds(61));
      }
    }
  }

  @Test
  void aProviderThatFailsAgainIsSetAsideForTwiceAsLongUntilItServes() {
    fail(ONE, FailureKind.SERVER_ERROR);
    fail(ONE, FailureKind.SERVER_ERROR);
    var lengths = new ArrayList<Long>();
    for (int i = 0; i < 7; i++) {
      fail(ONE, FailureKind.SERVER_ERROR);
      var until = aside(ONE).orElseThrow().until();
      lengths.add(Duration.between(now(), until).toSeconds());
      fail(ONE, FailureKind.SERVER_ERROR);
      assertThat(aside(ONE).orElseThrow().until()).as("not prolonged meanwhile").isEqualTo(until);
      clock.advance(Duration.between(now(), until));
      assertThat(aside(ONE)).isEmpty();
    }
    assertThat(lengths).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);

    cooldowns.succeeded(ONE, now());
    fail(ONE, FailureKind.SERVER_ERROR);
    assertThat(aside(ONE)).as("one failure is none").isEmpty();
  }

  @Test
  void aProvidersOwnWishIsCappedToo() {
    for (int i = 0; i < 3; i++) {
      fail(FailureKind.OVERLOADED, Duration.ofHours(100));
    }

    assertThat(aside(ONE).orElseThrow().until()).isEqualTo(now().plusSeconds(300));
  }

  @Test
  void anOperatorsCooldownOutlivesSuccessesThatBeganBefore() {
    Instant begun = now();
    clock.advance(Duration.ofSeconds(1));
    var key = new CooldownKey(Scope.CREDENTIAL, "p", "one", "");
    var byHand = new Cooldown(now().plusSeconds(60), "audit", Cooldown.Source.OPERATOR, now(), 0);
    cooldowns.set(key, byHand);

    cooldowns.succeeded(ONE, begun);
    assertThat(blocked(ONE)).isTrue();
    fail(ONE, FailureKind.BAD_CREDENTIAL);
    assertThat(cooldowns.clear(key)).isTrue();
    assertThat(blocked(ONE)).isFalse();
  }

  @Test
  void whatEndedLongAgoIsForgottenAndWhatIsTriedIsNot() {
    fail(ONE, FailureKind.RATE_LIMITED);
    fail(OTHER_CREDENTIAL, FailureKind.RATE_LIMITED);
    for (int i = 0; i < 3; i++) {
      fail(ONE, FailureKind.SERVER_ERROR);
    }
    clock.advance(Duration.ofDays(8));
    cooldowns.begun(OTHER_CREDENTIAL, now());

    cooldowns.prune(now().minus(Duration.ofDays(7)));

    var left = new ArrayList<CooldownKey>();
    cooldowns.forEach((key, _) -> left.add(key));
    assertThat(left)
        .extracting(CooldownKey::credential)
        .as("the credential, and the model that it is tried with")
        .containsExactlyInAnyOrder("two", "");
  }
}
