package dev.keyrelay.engine.config;

import dev.keyrelay.spi.FailureKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds of failures as the user writes them: the names of {@link FailureKind} in lower case, and
 * the words of the system being replaced, which each stand for several.
 */
final class FailureWords {

  private static final Map<String, Set<FailureKind>> WORDS =
      Map.ofEntries(
          Map.entry(
              "rate_limit",
              EnumSet.of(
                  FailureKind.RATE_LIMITED, FailureKind.REQUEST_RATE, FailureKind.TOKEN_RATE)),
          Map.entry(
              "quota_exceeded",
              EnumSet.of(FailureKind.ACCOUNT_QUOTA, FailureKind.MODEL_QUOTA, FailureKind.NO_MONEY)),
          Map.entry(
              "server_error",
              EnumSet.of(
                  FailureKind.SERVER_ERROR,
                  FailureKind.OVERLOADED,
                  FailureKind.MODEL_OVERLOADED,
                  FailureKind.BAD_ANSWER)),
          Map.entry(
              "api_connection",
              EnumSet.of(
                  FailureKind.UNREACHABLE, FailureKind.TIMED_OUT, FailureKind.ADDRESS_BLOCKED)),
          Map.entry(
              "unsupported_operation",
              EnumSet.of(FailureKind.UNSUPPORTED, FailureKind.MODEL_NOT_FOUND)),
          Map.entry("authentication", EnumSet.of(FailureKind.BAD_CREDENTIAL)),
          Map.entry("forbidden", EnumSet.of(FailureKind.FORBIDDEN, FailureKind.MODEL_FORBIDDEN)),
          Map.entry(
              "invalid_request",
              EnumSet.of(
                  FailureKind.INVALID_REQUEST,
                  FailureKind.BODY_TOO_LARGE,
                  FailureKind.CONTENT_REFUSED)),
          Map.entry("context_window_exceeded", EnumSet.of(FailureKind.CONTEXT_TOO_LONG)),
          Map.entry("credential_reauth_needed", EnumSet.of(FailureKind.NEEDS_LOGIN)));

  static final Form<Set<FailureKind>> FORM =
      Forms.form(
          "kinds of failures separated by commas, such as rate_limit, quota_exceeded, server_error"
              + " or api_connection",
          FailureWords::read,
          Set::toString);

  private FailureWords() {}

  private static Optional<Set<FailureKind>> read(String text) {
    var kinds = EnumSet.noneOf(FailureKind.class);
    for (String part : text.split(",")) {
      String word = part.strip().toLowerCase(Locale.ROOT);
      var known = kinds(word);
      if (!word.isEmpty() && known.isEmpty()) {
        return Optional.empty();
      }
      known.ifPresent(kinds::addAll);
    }
    return Optional.of(kinds);
  }

  private static Optional<Set<FailureKind>> kinds(String word) {
    return Optional.ofNullable(WORDS.get(word))
        .or(
            () ->
                Arrays.stream(FailureKind.values())
                    .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .map(EnumSet::of));
  }
}
