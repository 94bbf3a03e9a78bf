package dev.keyrelay.engine.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the syntax of {@code .env} files: {@code NAME=value}, {@code export NAME=value}, comments
 * after {@code #}, values in single or double quotes that may span lines, {@code ${NAME}} and
 * {@code ${NAME:-otherwise}} outside single quotes.
 */
final class Dotenv {

  private static final Pattern NAME =
      Pattern.compile("(?:export[ \\t]+)?([^\\s=#'\"]+)[ \\t]*(=?)[ \\t]*");
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)(?::-([^}]*))?}");

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
        return quote == '\'' ? quoted.get() : resolved(quoted.get());
      }
      findings.warning(
          source + " line " + line,
          "opens a quote that nothing closes; the rest of the line was taken as it is.",
          "Close the quote.");
    }
    return resolved(unquoted());
  }

  private Optional<String> quoted(char quote) {
    var out = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        at = i + 1;
        return Optional.of(out.toString());
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        out.append(escaped(text.charAt(i), quote));
      } else {
        out.append(c);
      }
    }
    return Optional.empty();
  }

  private static String escaped(char c, char quote) {
    if (c == quote || c == '\\') {
      return String.valueOf(c);
    }
    if (quote == '"') {
      switch (c) {
        case 'n' -> {
          return "\n";
        }
        case 't' -> {
          return "\t";
        }
        case 'r' -> {
          return "\r";
        }
        default -> {
          return "\\" + c;
        }
      }
    }
    return "\\" + c;
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
    return REFERENCE
        .matcher(value)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    outer
                        .apply(match.group(1))
                        .or(() -> Optional.ofNullable(values.get(match.group(1))))
                        .or(() -> Optional.ofNullable(match.group(2)))
                        .orElse("")));
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end + 1;
  }

  private int line() {
    return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
  }
}
