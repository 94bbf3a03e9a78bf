package dev.keyrelay.engine.limit;

import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import java.time.Duration;
import java.util.List;

/**
 * How long a failure cools a credential down.
 *
 * @param escalation the lengths of repeated cooldowns without a hint; the last one repeats
 * @param lockout the length after a credential was refused (401, 403); doubled each time that its
 *     trial is refused too
 * @param noMoney the length after an account had no money
 * @param quota the length after a quota was used up, when upstream does not say until when
 * @param hintCap the most that a hint of upstream is believed; a trial then proves it
 * @param correlated the length when every credential of a provider is refused within a moment,
 *     which tells of the provider or of our address
 * @param provider when a provider itself is set aside
 */
public record CooldownRules(
    List<Duration> escalation,
    Duration lockout,
    Duration noMoney,
    Duration quota,
    Duration hintCap,
    Duration correlated,
    OutageRules provider) {

  /** In units of {@link #lockout}, the longest one. */
  private static final int LONGEST_LOCKOUT = 12;

  /** The gateway's defaults; the steps are those of the system being replaced. */
  public static final CooldownRules STANDARD =
      new CooldownRules(
          List.of(
              Duration.ofSeconds(10),
              Duration.ofSeconds(30),
              Duration.ofSeconds(60),
              Duration.ofSeconds(120)),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofMinutes(10),
          Duration.ofHours(6),
          Duration.ofSeconds(10),
          OutageRules.STANDARD);

  public CooldownRules {
    escalation = List.copyOf(escalation);
    if (escalation.isEmpty()) {
      throw new IllegalArgumentException("escalation: empty (expected: at least one length)");
    }
  }

  /** The length of a cooldown that upstream gives no time for. */
  Duration standard(FailureKind kind, int level) {
    return switch (kind) {
      case BAD_CREDENTIAL, NEEDS_LOGIN, FORBIDDEN, MODEL_FORBIDDEN ->
          doubled(lockout, level, lockout.multipliedBy(LONGEST_LOCKOUT));
      case NO_MONEY -> noMoney;
      case ACCOUNT_QUOTA, MODEL_QUOTA -> doubled(quota, level, hintCap);
      case REQUEST_RATE,
          TOKEN_RATE,
          RATE_LIMITED,
          MODEL_OVERLOADED,
          OVERLOADED,
          SERVER_ERROR,
          UNREACHABLE,
          ADDRESS_BLOCKED,
          TIMED_OUT,
          BAD_ANSWER ->
          escalated(level);
      case INVALID_REQUEST,
          CONTEXT_TOO_LONG,
          BODY_TOO_LARGE,
          CONTENT_REFUSED,
          MODEL_NOT_FOUND,
          UNSUPPORTED ->
          Duration.ZERO;
    };
  }

  /**
   * The length of a cooldown: upstream's hint, capped. One that was followed and met the same
   * refusal was wrong, so the next is not believed if it is shorter than the standard length.
   */
  Duration length(Failure failure, int level) {
    var standard = standard(failure.kind(), level);
    var hint = failure.retryAfter().filter(Duration::isPositive);
    if (hint.isEmpty()) {
      return standard;
    }
    var length = level == 0 || hint.get().compareTo(standard) > 0 ? hint.get() : standard;
    return length.compareTo(hintCap) > 0 ? hintCap : length;
  }

  /** Doubled with each level, up to a most, but not less than the first. */
  private static Duration doubled(Duration length, int level, Duration upTo) {
    var longer = length.multipliedBy(1L << Math.min(level, 10));
    var most = upTo.compareTo(length) < 0 ? length : upTo;
    return longer.compareTo(most) > 0 ? most : longer;
  }

  /**
   * The length of a cooldown when every credential failed alike within a moment: short at first,
   * because it is unlikely that all are to blame, and never longer than the last step. Quotas and
   * rates that all credentials have reached have the last step at once.
   */
  public Duration together(FailureKind kind, int level) {
    boolean used = kind.status() == 429 || kind == FailureKind.NO_MONEY;
    var step = used ? escalation.getLast() : escalated(level);
    return step.compareTo(correlated) < 0 ? correlated : step;
  }

  private Duration escalated(int level) {
    return escalation.get(Math.min(level, escalation.size() - 1));
  }
}
