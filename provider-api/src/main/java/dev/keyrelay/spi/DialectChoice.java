package dev.keyrelay.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the user says a service speaks when it generates: the variable {@code <PREFIX>_DIALECT}. It
 * holds a dialect's word for all models, {@code model=word} for some, or several of these with
 * commas between them: {@code chat, *codex*=responses}.
 *
 * @param general the dialect of models that are not named; empty for what the provider chooses
 * @param byModel the dialects of models, where {@code *} in a name stands for any text; the first
 *     that matches holds
 */
public record DialectChoice(Optional<Dialect> general, Map<String, Dialect> byModel) {

  /** What a value looks like, to complete "expected: …". */
  public static final String EXPECTED =
      "chat, responses, anthropic or gemini; model=dialect for exceptions, such as"
          + " chat,my-model=responses";

  /** The user says nothing. */
  public static final DialectChoice NONE = new DialectChoice(Optional.empty(), Map.of());

  public DialectChoice {
    byModel = Collections.unmodifiableMap(new LinkedHashMap<>(byModel));
  }

  /**
   * The choice for one service.
   *
   * @throws IllegalArgumentException if the variable holds anything else
   */
  public static DialectChoice of(ProviderSettings settings) {
    return settings
        .get("DIALECT")
        .map(
            text ->
                parse(text)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "DIALECT: " + text + " (expected: " + EXPECTED + ")")))
        .orElse(NONE);
  }

  /** Reads a value; empty if it is none. */
  public static Optional<DialectChoice> parse(String text) {
    Optional<Dialect> general = Optional.empty();
    var byModel = new LinkedHashMap<String, Dialect>();
    for (String entry : text.split(",", -1)) {
      int equals = entry.lastIndexOf('=');
      String model = equals < 0 ? "" : entry.substring(0, equals).strip();
      var dialect = Dialect.of(entry.substring(equals + 1).strip());
      boolean repeated = equals < 0 ? general.isPresent() : byModel.containsKey(model);
      if (dialect.isEmpty() || repeated || (equals >= 0 && model.isEmpty())) {
        return Optional.empty();
      }
      if (equals < 0) {
        general = dialect;
      } else {
        byModel.put(model, dialect.get());
      }
    }
    return Optional.of(new DialectChoice(general, byModel));
  }

  /** The dialect that the user says a model speaks. */
  public Optional<Dialect> of(String model) {
    return byModel.entrySet().stream()
        .filter(entry -> Wildcard.matches(entry.getKey(), model))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> general);
  }

  /** Every dialect that is named. */
  public Set<Dialect> all() {
    var all = new LinkedHashSet<Dialect>();
    general.ifPresent(all::add);
    all.addAll(byModel.values());
    return all;
  }

  /**
   * The profile of a service that speaks what the user says.
   *
   * @param profile the profile without the user's word
   * @param possible the dialects that the provider can speak
   * @throws IllegalArgumentException if the user names another
   */
  public ProviderProfile applied(ProviderProfile profile, Set<Dialect> possible) {
    if (!possible.containsAll(all())) {
      throw new IllegalArgumentException(
          "DIALECT: "
              + this
              + " (expected: "
              + Arrays.stream(Dialect.values())
                  .filter(possible::contains)
                  .map(Dialect::word)
                  .collect(Collectors.joining(" or "))
              + ", which is what the provider can speak)");
    }
    var spoken = new LinkedHashSet<Dialect>();
    general.ifPresentOrElse(spoken::add, () -> spoken.addAll(profile.dialects(Operation.GENERATE)));
    spoken.addAll(byModel.values());
    if (spoken.isEmpty() || profile.dialects(Operation.GENERATE).isEmpty()) {
      return profile;
    }
    var dialects = new EnumMap<Operation, List<Dialect>>(profile.dialects());
    dialects.put(Operation.GENERATE, List.copyOf(spoken));
    return new ProviderProfile(
        profile.id(),
        profile.displayName(),
        dialects,
        profile.quotaGroups(),
        profile.schemaSubset(),
        profile.enveloped());
  }

  /** The value as the user writes it. */
  @Override
  public String toString() {
    var entries = new ArrayList<String>();
    general.ifPresent(dialect -> entries.add(dialect.word()));
    byModel.forEach((model, dialect) -> entries.add(model + "=" + dialect.word()));
    return String.join(",", entries);
  }
}
