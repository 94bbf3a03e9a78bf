package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.SERVER;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The variables of what web pages may read. */
final class CorsVariables {

  /** What stands for every origin, method or header. */
  static final String ANY = "*";

  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s?#@]+");
  private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  static final Variable<List<String>> ORIGINS =
      Variable.optional(
          SERVER,
          "CORS_ALLOW_ORIGINS",
          listed(
              "origins such as https://chat.example.com separated by commas, or *",
              origin -> origin.replaceAll("/+$", "").toLowerCase(Locale.ROOT),
              ORIGIN.asMatchPredicate()),
          "none",
          "The origins of web pages that may read answers, separated by commas; * for all. They"
              + " need a client key, too.");
  static final Variable<Boolean> CREDENTIALS =
      Variable.of(
          SERVER,
          "CORS_ALLOW_CREDENTIALS",
          Forms.flag(),
          false,
          "Lets such pages send cookies and HTTP authentication, which a reverse proxy may need;"
              + " not with the origin *.");
  static final Variable<List<String>> ALLOWED_METHODS =
      Variable.of(
          SERVER,
          "CORS_ALLOW_METHODS",
          listed(
              "HTTP methods separated by commas, or *",
              method -> method.toUpperCase(Locale.ROOT),
              METHODS::contains),
          List.of(ANY),
          "The methods that such pages may use, separated by commas; * for all.");
  static final Variable<List<String>> HEADERS =
      Variable.of(
          SERVER,
          "CORS_ALLOW_HEADERS",
          listed(
              "header names separated by commas, or *",
              header -> header.toLowerCase(Locale.ROOT),
              HEADER.asMatchPredicate()),
          List.of(ANY),
          "The request headers that such pages may send, separated by commas; * for all.");

  private CorsVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(ORIGINS, CREDENTIALS, ALLOWED_METHODS, HEADERS);
  }

  /** A list that is {@link #ANY} alone as soon as that is in it. */
  private static Form<List<String>> listed(
      String expected, UnaryOperator<String> written, Predicate<String> isOne) {
    return Forms.form(
        expected,
        text -> {
          var all =
              Arrays.stream(text.split(","))
                  .map(String::strip)
                  .filter(one -> !one.isEmpty())
                  .map(written)
                  .distinct()
                  .toList();
          if (all.contains(ANY)) {
            return Optional.of(List.of(ANY));
          }
          return !all.isEmpty() && all.stream().allMatch(isOne)
              ? Optional.of(all)
              : Optional.empty();
        },
        all -> String.join(",", all));
  }
}
