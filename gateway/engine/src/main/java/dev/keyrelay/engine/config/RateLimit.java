package dev.keyrelay.engine.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a credential may do in any minute.
 *
 * @param tiers the credential priorities that it is for; empty for those that no other names
 * @param of what is counted together
 * @param unit what is counted
 * @param perMinute the most in any minute, at least 1
 */
public record RateLimit(Set<Integer> tiers, LimitedThing of, Unit unit, long perMinute) {

  /** What a rate or a window counts. */
  public enum Unit {
    /** Requests. */
    REQUESTS("rpm"),
    /** Tokens of questions and answers. */
    TOKENS("tpm"),
    /** Tokens of questions, those read from a cache left out. */
    INPUT_TOKENS("itpm"),
    /** Tokens of answers. */
    OUTPUT_TOKENS("otpm");

    private final String perMinute;

    Unit(String perMinute) {
      this.perMinute = perMinute;
    }
  }

  /** A number of a unit, as it is written. */
  record Amount(Unit unit, long perMinute) {
    @Override
    public String toString() {
      return perMinute + unit.perMinute;
    }
  }

  /** How rates are written. */
  static final Form<List<Amount>> FORM =
      Forms.listed(
          "rates separated by commas, each a whole number and rpm, tpm, itpm or otpm, such as"
              + " 60rpm,100000tpm",
          RateLimit::amount,
          Amount::toString);

  public RateLimit {
    tiers = Set.copyOf(tiers);
  }

  private static Optional<Amount> amount(String written) {
    String text = written.toLowerCase(Locale.ROOT);
    String digits = text.replaceFirst("\\s*[a-z]+$", "");
    String word = text.substring(digits.length()).strip();
    return digits.matches("[1-9]\\d{0,14}")
        ? Arrays.stream(Unit.values())
            .filter(unit -> unit.perMinute.equals(word))
            .findFirst()
            .map(unit -> new Amount(unit, Long.parseLong(digits)))
        : Optional.empty();
  }
}
