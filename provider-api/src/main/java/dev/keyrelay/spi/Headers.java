package dev.keyrelay.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * HTTP headers: case-insensitive names, one or more values each, immutable. The text form lists the
 * names alone, because values may be secret.
 */
public final class Headers {

  /** No headers. */
  public static final Headers NONE = new Headers(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

  private final TreeMap<String, List<String>> values;

  private Headers(TreeMap<String, List<String>> values) {
    this.values = values;
  }

  /** Headers of alternating names and values. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "namesAndValues: " + namesAndValues.length + " elements (expected: pairs)");
    }
    var headers = NONE;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers = headers.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  /** Headers of a map of all values by name. */
  public static Headers of(Map<String, List<String>> map) {
    var values = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    map.forEach((name, all) -> values.merge(name, List.copyOf(all), Headers::joined));
    return new Headers(values);
  }

  /**
   * What a credential is shown with: a key in a header of the service's own, such as {@code
   * x-api-key}; the access token of an account as Bearer.
   */
  public static Headers showing(Credential credential, String keyHeader) {
    return switch (credential) {
      case Credential.ApiKey key -> NONE.with(keyHeader, "", key.key());
      case Credential.OAuthAccount account ->
          NONE.with("Authorization", "Bearer ", account.accessToken());
      case Credential.Anonymous _ -> NONE;
    };
  }

  private static List<String> joined(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  /** The first value of a header. */
  public Optional<String> first(String name) {
    var all = values.get(name);
    return all == null || all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
  }

  /** Every value of a header, in order. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Every header. The map is case-insensitive and must not be changed. */
  public Map<String, List<String>> map() {
    return Collections.unmodifiableMap(values);
  }

  /** These headers with one replaced or added. */
  public Headers with(String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "value of " + name.toLowerCase(Locale.ROOT) + ": has a line break (expected: none)");
    }
    var copy = new TreeMap<>(values);
    copy.put(name, List.of(value));
    return new Headers(copy);
  }

  /** These headers with a secret one replaced or added. */
  public Headers with(String name, String before, Secret secret) {
    return with(name, before + secret.reveal());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
