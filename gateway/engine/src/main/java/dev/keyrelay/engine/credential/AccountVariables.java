package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.spi.ServiceDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * OAuth accounts in variables: {@code <PREFIX>_<N>_ACCESS_TOKEN}, {@code
 * <PREFIX>_<N>_REFRESH_TOKEN} and further fields; {@code <PREFIX>_ACCESS_TOKEN} and {@code
 * <PREFIX>_REFRESH_TOKEN} if no numbered ones exist.
 */
final class AccountVariables implements CredentialSource {

  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})_([A-Z0-9_]+)");

  /** The fields without a number; {@code API_KEY} is not among them, because it is a credential. */
  private static final List<String> SINGLE =
      List.of(
          "ACCESS_TOKEN",
          "REFRESH_TOKEN",
          "EXPIRY_DATE",
          "ID_TOKEN",
          "CLIENT_ID",
          "CLIENT_SECRET",
          "TOKEN_URI",
          "UNIVERSE_DOMAIN",
          "EMAIL",
          "PROJECT_ID",
          "TIER",
          "TIER_FULL",
          "SCOPE",
          "TOKEN_TYPE",
          "RESOURCE_URL",
          "IDENTITY");

  @Override
  public List<FoundCredential> find(Search search) {
    var found = new ArrayList<FoundCredential>();
    var names = search.settings().environment().names();
    if (names.stream().noneMatch(name -> name.endsWith("_ACCESS_TOKEN"))) {
      return found;
    }
    for (var service : search.services()) {
      for (String prefix : search.names().of(service.id())) {
        found.addAll(find(search, service, prefix));
      }
    }
    return found;
  }

  private static List<FoundCredential> find(
      Search search, ServiceDescription service, String prefix) {
    var found = new ArrayList<FoundCredential>();
    numbered(search.settings().environment(), prefix + "_")
        .forEach(
            (number, fields) -> {
              String place = prefix + "_" + number;
              if (paired(fields)) {
                found.add(credential(search, service.id(), place, fields));
              }
            });
    var single = single(search.settings().environment(), prefix + "_");
    if (found.isEmpty() && paired(single)) {
      found.add(credential(search, service.id(), prefix, single));
    }
    return found;
  }

  private static boolean paired(Map<String, String> fields) {
    return !fields.getOrDefault("access_token", "").isBlank()
        && !fields.getOrDefault("refresh_token", "").isBlank();
  }

  private static FoundCredential credential(
      Search search, String provider, String place, Map<String, String> map) {
    var fields = new AccountFields(map);
    return new FoundCredential(
        provider,
        // Numbers change when accounts come or go, and with every export; these tokens do not.
        fields.found(search.ids(), provider, fields.tokenHash().orElse(place)),
        new Origin.Variable(place + "_ACCESS_TOKEN"),
        fields.mask());
  }

  private static Map<Integer, Map<String, String>> numbered(
      Environment environment, String prefix) {
    var byNumber = new TreeMap<Integer, Map<String, String>>();
    for (String variable : environment.names()) {
      if (variable.startsWith(prefix)) {
        var matcher = NUMBERED.matcher(variable.substring(prefix.length()));
        if (matcher.matches()) {
          environment
              .get(variable)
              .ifPresent(
                  value ->
                      byNumber
                          .computeIfAbsent(
                              Integer.valueOf(matcher.group(1)), _ -> new LinkedHashMap<>())
                          .put(matcher.group(2).toLowerCase(Locale.ROOT), value));
        }
      }
    }
    return byNumber;
  }

  private static Map<String, String> single(Environment environment, String prefix) {
    var fields = new LinkedHashMap<String, String>();
    for (String field : SINGLE) {
      environment
          .get(prefix + field)
          .ifPresent(value -> fields.put(field.toLowerCase(Locale.ROOT), value));
    }
    return fields;
  }
}
