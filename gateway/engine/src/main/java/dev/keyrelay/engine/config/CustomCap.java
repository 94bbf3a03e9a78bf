package dev.keyrelay.engine.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A number of requests per window that the user does not want to exceed.
 *
 * @param tiers the credential priorities it is for; empty for those that no other cap names
 * @param name the model or quota group, as {@link VariableNames#folded} writes it
 * @param amount how many
 * @param cooldown until when a credential rests that reached it
 */
public record CustomCap(Set<Integer> tiers, String name, Amount amount, Rest cooldown) {

  /** How many requests. */
  public sealed interface Amount {}

  /** So many. */
  public record Absolute(long requests) implements Amount {}

  /** The window's limit plus so many, which may be negative. */
  public record Offset(long requests) implements Amount {}

  /** So many hundredths of the window's limit. */
  public record Percent(int percent) implements Amount {}

  /** Until when a credential rests. */
  public sealed interface Rest {}

  /** Until the window's quota resets. */
  public record UntilReset() implements Rest {}

  /** Until a length after the window's quota resets; never before the reset. */
  public record AfterReset(Duration length) implements Rest {}

  /** For a fixed length. */
  public record Fixed(Duration length) implements Rest {}

  /** How an amount is written. */
  static final Form<Amount> AMOUNT =
      Forms.form(
          "a number of requests such as 100, an offset from the limit such as -20 or +5, or a share"
              + " such as 80%",
          CustomCap::amount, Amount::toString);

  /** How a cooldown is written. */
  static final Form<Rest> REST =
      Forms.form(
          "quota_reset, offset:<seconds> or fixed:<seconds>", CustomCap::rest, Rest::toString);

  public CustomCap {
    tiers = Set.copyOf(tiers);
  }

  /** Whether this cap is about a model or quota group. */
  public boolean names(String modelOrGroup) {
    return VariableNames.folded(modelOrGroup).equals(name);
  }

  /** Whether this cap is for a credential priority by name. */
  public boolean lists(int priority) {
    return tiers.contains(priority);
  }

  private static Optional<Amount> amount(String text) {
    if (text.matches("\\d{1,3}%")) {
      int percent = Integer.parseInt(text.substring(0, text.length() - 1));
      return percent <= 100 ? Optional.of(new Percent(percent)) : Optional.empty();
    }
    if (!text.matches("[+-]?\\d{1,15}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return Optional.of(
        Character.isDigit(text.charAt(0)) ? new Absolute(number) : new Offset(number));
  }

  private static Optional<Rest> rest(String text) {
    String mode = text.replaceFirst(":.*$", "").strip();
    String length = text.contains(":") ? text.substring(text.indexOf(':') + 1).strip() : "";
    return switch (mode) {
      case "quota_reset" -> Optional.of(new UntilReset());
      case "offset" -> length(length).map(AfterReset::new);
      case "fixed" -> length(length).map(Fixed::new);
      default -> Optional.empty();
    };
  }

  private static Optional<Duration> length(String text) {
    return Forms.duration(Duration.ZERO, Duration.ofDays(366)).read(text.replaceFirst("^[+-]", ""));
  }
}
