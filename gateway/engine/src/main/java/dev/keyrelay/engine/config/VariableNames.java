package dev.keyrelay.engine.config;

import dev.keyrelay.spi.ServiceDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How providers are called in names of variables: by their id and by each of their prefixes, in
 * upper case, with underscores (or, in files, hyphens) for hyphens.
 */
public final class VariableNames {

  /**
   * A provider's name at the beginning of a text.
   *
   * @param provider the provider id
   * @param rest what follows the name and one underscore; empty if nothing does
   */
  public record Match(String provider, String rest) {}

  private static final Pattern GAP = Pattern.compile("[^a-z0-9]+");

  private final Map<String, List<String>> namesByProvider = new LinkedHashMap<>();
  private final Map<String, String> providersByName = new LinkedHashMap<>();
  private final List<Map.Entry<String, String>> longestFirst;

  public VariableNames(Collection<ServiceDescription> services) {
    for (var service : services) {
      var names = names(service);
      namesByProvider.put(service.id(), names);
      names.forEach(name -> providersByName.putIfAbsent(name, service.id()));
    }
    longestFirst = new ArrayList<>(providersByName.entrySet());
    longestFirst.sort(Comparator.comparingInt(entry -> -entry.getKey().length()));
  }

  private static List<String> names(ServiceDescription service) {
    var names = new LinkedHashSet<String>();
    String id = service.id().toUpperCase(Locale.ROOT);
    names.add(id.replace('-', '_'));
    names.add(id);
    service.variablePrefixes().forEach(prefix -> names.add(prefix.replace('-', '_')));
    names.addAll(service.variablePrefixes());
    return List.copyOf(names);
  }

  /** What a provider is called, the preferred name first. */
  public List<String> of(String provider) {
    return namesByProvider.getOrDefault(provider, List.of());
  }

  /** Every name of every provider. */
  public Collection<String> all() {
    return List.copyOf(providersByName.keySet());
  }

  /** The provider whose name a text is. */
  public Optional<String> provider(String name) {
    return Optional.ofNullable(providersByName.get(name));
  }

  /** The provider with the longest name that a text is or begins with, up to an underscore. */
  public Optional<Match> leading(String text) {
    for (var entry : longestFirst) {
      String name = entry.getKey();
      if (text.equals(name)) {
        return Optional.of(new Match(entry.getValue(), ""));
      }
      if (text.startsWith(name) && text.charAt(name.length()) == '_') {
        return Optional.of(new Match(entry.getValue(), text.substring(name.length() + 1)));
      }
    }
    return Optional.empty();
  }

  /**
   * A name as it is compared when a variable's name carries it: lower case, and a hyphen for each
   * run of characters that are neither letters nor digits. {@code GEMINI_2_5_PRO} and {@code
   * gemini-2.5-pro} are the same.
   */
  public static String folded(String name) {
    return GAP.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
  }

  /**
   * Whether a name, folded, is another that is folded already. Makes nothing: it is asked often.
   */
  public static boolean folds(String name, String folded) {
    int at = 0;
    boolean gap = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
      boolean plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
      if (plain || !gap) {
        if (at == folded.length() || folded.charAt(at++) != (plain ? lower : '-')) {
          return false;
        }
      }
      gap = !plain;
    }
    return at == folded.length();
  }
}
