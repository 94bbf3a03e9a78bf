package dev.keyrelay.engine.config;

import dev.keyrelay.spi.RetryDelay;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms that values of variables take. */
public final class Forms {

  private static final Pattern BYTES = Pattern.compile("(\\d{1,15})\\s*([kmg]i?b?|b)?");

  private Forms() {}

  /** {@code true}, {@code 1}, {@code yes}, {@code on}, or the opposites; in any case. */
  public static Form<Boolean> flag() {
    return form(
        "true, 1, yes or on; or false, 0, no or off",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "1", "yes", "on" -> Optional.of(true);
              case "false", "0", "no", "off" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** A whole number of a range. */
  public static Form<Integer> whole(int min, int max) {
    return form(
        "a whole number " + range(min, max, min == Integer.MIN_VALUE, max == Integer.MAX_VALUE),
        text -> number(text).filter(n -> n >= min && n <= max).map(Long::intValue));
  }

  /** A decimal number of a range. */
  public static Form<Double> decimal(double min, double max) {
    return form(
        "a number " + range(min, max, false, max == Double.MAX_VALUE),
        text -> decimal(text).filter(n -> n >= min && n <= max));
  }

  /** A length of time in plain seconds ({@code 90}, {@code 0.5}) or with units. */
  public static Form<Duration> duration(Duration min, Duration max) {
    String bounds = " from " + seconds(min) + " to " + seconds(max);
    return form(
        "seconds, or a length such as 90s, 5m or 1h30m," + bounds,
        text ->
            RetryDelay.parse(text.toLowerCase(Locale.ROOT).replace(" ", ""))
                .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0),
        Forms::seconds);
  }

  /** A number of bytes: {@code 1048576}, {@code 512k}, {@code 32m}; units are powers of 1024. */
  public static Form<Long> bytes(long min, long max) {
    return form(
        "a number of bytes such as 1048576, 512k or 32m, from " + size(min) + " to " + size(max),
        text -> bytes(text).filter(n -> n >= min && n <= max),
        Forms::size);
  }

  /** One constant of an enum, in lower case. */
  public static <E extends Enum<E>> Form<E> choice(Class<E> type) {
    var constants = List.of(type.getEnumConstants());
    return form(
        constants.stream().map(Forms::word).collect(Collectors.joining(" or ")),
        text ->
            constants.stream()
                .filter(c -> word(c).equals(text.toLowerCase(Locale.ROOT).replace('-', '_')))
                .findFirst(),
        Forms::word);
  }

  /** Any text. */
  public static Form<String> text() {
    return form("a text", Optional::of);
  }

  /** Names separated by commas; empty ones drop out. */
  public static Form<List<String>> names() {
    return form(
        "names separated by commas",
        text ->
            Optional.of(
                Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList()),
        names -> String.join(",", names));
  }

  /** Lengths of time separated by commas, at least one. */
  public static Form<List<Duration>> durations(Duration min, Duration max) {
    var one = duration(min, max);
    return listed(
        "lengths of time separated by commas, each " + one.expected(), one::read, one::write);
  }

  /** Values separated by commas, at least one, all of which must hold. */
  static <T> Form<List<T>> listed(
      String expected, Function<String, Optional<T>> read, Function<T, String> write) {
    return form(
        expected,
        text -> {
          var all = Arrays.stream(text.split(",")).map(String::strip).map(read).toList();
          return all.isEmpty() || all.stream().anyMatch(Optional::isEmpty)
              ? Optional.empty()
              : Optional.of(all.stream().flatMap(Optional::stream).toList());
        },
        all -> all.stream().map(write).collect(Collectors.joining(",")));
  }

  /** An absolute http or https URI without user info; trailing slashes drop out. */
  public static Form<URI> httpUri() {
    return form("an http(s) address such as http://127.0.0.1:11434/v1", Forms::uri);
  }

  /**
   * An address that paths are put behind: as {@link #httpUri}, and without query and fragment, into
   * which those paths would fall.
   */
  public static Form<URI> baseUri() {
    return form(
        "an http(s) address such as http://127.0.0.1:11434/v1, without user, ? and #",
        text -> uri(text).filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null));
  }

  /** Key material: never shown. */
  public static Form<String> secret() {
    return new Form<>() {
      @Override
      public String expected() {
        return "a secret on one line";
      }

      @Override
      public Optional<String> read(String text) {
        return Optional.of(text).filter(t -> t.lines().count() == 1);
      }

      @Override
      public boolean secret() {
        return true;
      }
    };
  }

  private static <T> Form<T> form(String expected, Function<String, Optional<T>> read) {
    return form(expected, read, String::valueOf);
  }

  /** A form of its own kind. */
  public static <T> Form<T> form(
      String expected, Function<String, Optional<T>> read, Function<T, String> write) {
    return new Form<>() {
      @Override
      public String expected() {
        return expected;
      }

      @Override
      public Optional<T> read(String text) {
        return read.apply(text);
      }

      @Override
      public String write(T value) {
        return write.apply(value);
      }
    };
  }

  private static Optional<Long> number(String text) {
    return text.matches("[+-]?\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static Optional<Double> decimal(String text) {
    return text.matches("[+-]?\\d{1,15}(\\.\\d{1,15})?")
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }

  private static Optional<Long> bytes(String text) {
    Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = Optional.ofNullable(matcher.group(2)).orElse("b");
    int shift =
        switch (unit.charAt(0)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    long amount = Long.parseLong(matcher.group(1));
    return amount > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(amount << shift);
  }

  private static Optional<URI> uri(String text) {
    try {
      var uri = URI.create(text.replaceAll("/+$", ""));
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return http && uri.getHost() != null && uri.getRawUserInfo() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String range(Number min, Number max, boolean openBelow, boolean openAbove) {
    if (openBelow) {
      return openAbove ? "" : "of at most " + max;
    }
    return openAbove ? "of at least " + min : "from " + min + " to " + max;
  }

  private static String seconds(Duration length) {
    return length.toMillis() % 1000 == 0
        ? String.valueOf(length.toSeconds())
        : String.valueOf(length.toMillis() / 1000.0);
  }

  private static String size(long bytes) {
    for (var unit : List.of("g", "m", "k")) {
      long one = bytes(1 + unit).orElseThrow();
      if (bytes >= one && bytes % one == 0) {
        return bytes / one + unit;
      }
    }
    return String.valueOf(bytes);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
