package dev.keyrelay.server.http;

import dev.keyrelay.engine.stats.Detail;
import dev.keyrelay.spi.Headers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Entity tags of quota statistics: a client that has them as they are gets 304, and nothing is
 * written for it. They are weak: the moment that a body states is not part of them.
 */
final class StatsTags {

  /** What was asked for; the provider is a configured one. */
  record View(Optional<String> provider, Detail detail) {}

  private record Shown(long fingerprint, Instant until, String tag) {}

  private final Map<View, Shown> shown = new ConcurrentHashMap<>();
  private final long process;

  /** Tags of one process, whose counts begin anew with it. */
  StatsTags(Instant started) {
    this.process = started.toEpochMilli();
  }

  /** The tag of what would be written now, if it was written before and is still the same. */
  Optional<String> current(View view, long fingerprint, Instant now) {
    return Optional.ofNullable(shown.get(view))
        .filter(old -> old.fingerprint() == fingerprint && now.isBefore(old.until()))
        .map(Shown::tag);
  }

  /** A tag for what is about to be written. */
  String fresh(long fingerprint, Instant now) {
    return "W/\"%x-%x-%x\"".formatted(process, fingerprint, now.toEpochMilli());
  }

  /** What was just written has a tag, and stays as it is until a moment at most. */
  void shown(View view, long fingerprint, Instant until, String tag) {
    shown.put(view, new Shown(fingerprint, until, tag));
  }

  /** Whether a client has what the tag stands for. */
  static boolean matches(HttpRequest<?> request, String tag) {
    return request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .anyMatch(given -> given.equals("*") || bare(given).equals(bare(tag)));
  }

  private static String bare(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  static Headers headers(String tag) {
    return Headers.of("ETag", tag, "Cache-Control", "private, no-cache");
  }
}
