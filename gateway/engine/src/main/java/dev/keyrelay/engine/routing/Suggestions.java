package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.config.VariableNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client may have meant by a name that nothing can be called by.
 *
 * @param providers by provider id
 * @param aliases names that stand for models
 * @param offers who lists which model
 */
record Suggestions(Map<String, RoutedProvider> providers, List<String> aliases, Offers offers) {

  private static final int MOST = 3;

  /** Longer names are no slips of the hand. */
  private static final int LONGEST = 100;

  /** Up to three names that can be called; the likeliest first. */
  List<String> of(String name) {
    if (name.length() > LONGEST) {
      return List.of();
    }
    int slash = name.indexOf('/');
    var found = new LinkedHashSet<String>();
    if (slash > 0) {
      String model = name.substring(slash);
      alike(name.substring(0, slash), callable()).forEach(id -> found.add(id + model));
    } else {
      found.addAll(alike(name, aliases));
    }
    found.addAll(listed(name));
    return found.stream().filter(this::serves).limit(MOST).toList();
  }

  /** Whether a name can be called: an alias, or a model that no filter hides. */
  private boolean serves(String name) {
    int slash = name.indexOf('/');
    String model = name.substring(slash + 1);
    return slash < 0
        || (!model.isEmpty()
            && Optional.ofNullable(providers.get(name.substring(0, slash)))
                .filter(provider -> provider.policy().filter().allows(model))
                .isPresent());
  }

  private List<String> callable() {
    return providers.entrySet().stream()
        .filter(entry -> entry.getValue().callable())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Where the very model is listed. */
  private List<String> listed(String name) {
    String model = SameModel.of(name);
    var found = new ArrayList<String>();
    for (String provider : callable()) {
      offers.listed(provider, model).ifPresent(listed -> found.add(provider + "/" + listed));
    }
    return found;
  }

  private static List<String> alike(String name, List<String> known) {
    String plain = plain(name);
    // Two letters that changed places are two changes.
    int slips = plain.length() < 4 ? 1 : 2 + plain.length() / 12;
    return known.stream()
        .filter(one -> distance(plain, plain(one)) <= slips)
        .sorted(Comparator.comparingInt(one -> distance(plain, plain(one))))
        .toList();
  }

  private static String plain(String name) {
    return VariableNames.folded(name);
  }

  /** How many letters must be added, taken away or changed (Levenshtein 1966). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
