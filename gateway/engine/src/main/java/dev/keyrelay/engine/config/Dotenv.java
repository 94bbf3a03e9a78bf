package dev.keyrelay.engine.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the syntax of {@code .env} files: {@code NAME=value}, {@code export NAME=value}, comments
 * after {@code #}, values in single or double quotes that may span lines, {@code ${NAME}} and
 * {@code ${NAME:-otherwise}} outside single quotes. In double quotes a backslash takes its meaning
 * from {@code $} and {@code `}, as in a shell.
 */
final class Dotenv {

  private static final Pattern NAME =
      Pattern.compile("(?:export[ \\t]+)?([^\\s=#'\"]+)[ \\t]*(=?)[ \\t]*");
  private static final String REFERENCE = "\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)(?::-([^}]*))?}";
  private static final Pattern PLAIN = Pattern.compile(REFERENCE);
  private static final Pattern DOUBLE_QUOTED =
      Pattern.compile(REFERENCE + "|\\\\(.)", Pattern.DOTALL);

  private final String text;
  private final String source;
  private final Findings findings;
  private final Function<String, Optional<String>> outer;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private Dotenv(
      String text, String source, Findings findings, Function<String, Optional<String>> outer) {
    this.text = text;
    this.source = source;
    this.findings = findings;
    this.outer = outer;
  }

  /**
   * Reads a file's text. The last assignment of a name holds. A line that is no assignment is
   * reported by its number, never by its text.
   *
   * @param source the file's name
   * @param outer where references are looked up first
   */
  static Map<String, String> parse(
      String text, String source, Findings findings, Function<String, Optional<String>> outer) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new Dotenv(plain.replace("\r\n", "\n"), source, findings, outer).parse();
  }

  private Map<String, String> parse() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '#') {
        skipLine();
      } else {
        assignment();
      }
    }
    return values;
  }

  private void assignment() {
    Matcher matcher = NAME.matcher(text).region(at, text.length());
    int line = line();
    if (!matcher.lookingAt() || matcher.group(2).isEmpty()) {
      findings.warning(
          source + " line " + line,
          "is not an assignment (expected: NAME=value) and was skipped.",
          "Correct the line, or put # before it.");
      skipLine();
      return;
    }
    at = matcher.end();
    String name = matcher.group(1);
    String value = value(line);
    if (values.containsKey(name)) {
      findings.warning(
          name,
          "is assigned more than once in " + source + "; line " + line + " holds.",
          "Remove the other assignment, or number the names: NAME_1, NAME_2.");
    }
    values.put(name, value);
  }

  private String value(int line) {
    if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
      char quote = text.charAt(at);
      var quoted = quoted(quote);
      if (quoted.isPresent()) {
        skipLine();
        return quote == '\''
            ? quoted.get().replaceAll("\\\\(['\\\\])", "$1")
            : doubleQuoted(quoted.get());
      }
      findings.warning(
          source + " line " + line,
          "opens a quote that nothing closes; the rest of the line was taken as it is.",
          "Close the quote.");
    }
    return resolved(unquoted());
  }

  /** What stands between quotes, with its backslashes. */
  private Optional<String> quoted(char quote) {
    int start = at + 1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        at = i + 1;
        return Optional.of(text.substring(start, i));
      }
      if (c == '\\') {
        i++;
      }
    }
    return Optional.empty();
  }

  private String doubleQuoted(String raw) {
    return DOUBLE_QUOTED
        .matcher(raw)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(3) == null
                        ? referred(match, this::doubleQuoted)
                        : escaped(match.group(3))));
  }

  private static String escaped(String c) {
    return switch (c) {
      case "n" -> "\n";
      case "t" -> "\t";
      case "r" -> "\r";
      case "\"", "\\", "$", "`" -> c;
      default -> "\\" + c;
    };
  }

  private String unquoted() {
    int end = text.indexOf('\n', at);
    String line = text.substring(at, end < 0 ? text.length() : end);
    at = end < 0 ? text.length() : end + 1;
    if (line.startsWith("#")) {
      return "";
    }
    return line.replaceFirst("\\s#.*$", "").strip();
  }

  private String resolved(String value) {
    return PLAIN
        .matcher(value)
        .replaceAll(match -> Matcher.quoteReplacement(referred(match, text -> text)));
  }

  private String referred(MatchResult match, UnaryOperator<String> otherwise) {
    return outer
        .apply(match.group(1))
        .or(() -> Optional.ofNullable(values.get(match.group(1))))
        .or(() -> Optional.ofNullable(match.group(2)).map(otherwise))
        .orElse("");
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end + 1;
  }

  private int line() {
    return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
  }
}
