package dev.keyrelay.cli.home;

import dev.keyrelay.engine.credential.FoundCredential;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How a user names a credential: by its id or the beginning of it, its variable, or its file. */
public final class Choice {

  private static final int SHORTEST = 4;

  private Choice() {}

  /**
   * The one credential that a name stands for.
   *
   * @throws IllegalArgumentException if it stands for none or several; the message lists what there
   *     is
   */
  public static FoundCredential of(String name, List<FoundCredential> all) {
    return of(name, all, FoundCredential::id, one -> one.origin().name());
  }

  /**
   * The same among credentials of any kind.
   *
   * @param id what tells a credential's id
   * @param place what tells its variable or file
   */
  static <C> C of(String name, List<C> all, Function<C, String> id, Function<C, String> place) {
    var matching =
        all.stream().filter(one -> matches(name, id.apply(one), place.apply(one))).toList();
    if (matching.size() == 1) {
      return matching.getFirst();
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no credential. Add one: keyrelay credentials add PROVIDER");
    }
    throw new IllegalArgumentException(
        "\""
            + name
            + "\" names "
            + (matching.isEmpty() ? "no credential" : "several credentials")
            + " (expected: the id, the variable or the file of one of "
            + (matching.isEmpty() ? all : matching)
                .stream()
                    .limit(10)
                    .map(one -> id.apply(one) + " " + place.apply(one))
                    .collect(Collectors.joining(", "))
            + ").");
  }

  private static boolean matches(String name, String id, String place) {
    return place.equals(name)
        || id.equals(name)
        || (name.length() >= SHORTEST && id.startsWith(name));
  }
}
