package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Spelling;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Secret;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * API keys in variables: {@code <PREFIX>_API_KEY} and {@code <PREFIX>_API_KEY_<number or word>}.
 * For one provider the unnumbered one comes first, then numbers, then words.
 */
final class KeyVariables implements CredentialSource {

  private static final String MARK = "_API_KEY";

  private record Candidate(String variable, String provider, String suffix) {

    boolean numbered() {
      return suffix.matches("\\d{1,9}");
    }

    int number() {
      return numbered() ? Integer.parseInt(suffix) : suffix.isEmpty() ? -1 : Integer.MAX_VALUE;
    }
  }

  @Override
  public List<FoundCredential> find(Search search) {
    var candidates = new ArrayList<Candidate>();
    for (String variable : search.settings().environment().names()) {
      if (variable.contains(MARK) && !variable.equals("PROXY_API_KEY")) {
        candidate(search, variable).ifPresent(candidates::add);
      }
    }
    candidates.sort(
        Comparator.comparing(Candidate::provider)
            .thenComparing(Candidate::number)
            .thenComparing(Candidate::suffix));
    return candidates.stream().flatMap(c -> credential(search, c).stream()).toList();
  }

  private static Optional<Candidate> candidate(Search search, String variable) {
    for (int at = variable.lastIndexOf(MARK); at > 0; at = variable.lastIndexOf(MARK, at - 1)) {
      String rest = variable.substring(at + MARK.length());
      var provider = search.names().provider(variable.substring(0, at));
      if (provider.isPresent() && (rest.isEmpty() || rest.matches("_.+"))) {
        String suffix = rest.isEmpty() ? "" : rest.substring(1);
        return Optional.of(new Candidate(variable, provider.get(), suffix));
      }
    }
    if (!accountField(search, variable)
        && search.settings().environment().get(variable).isPresent()) {
      report(search, variable);
    }
    return Optional.empty();
  }

  /** Whether it is {@code <PREFIX>_<N>_API_KEY}, a field of an OAuth account. */
  private static boolean accountField(Search search, String variable) {
    return search
        .names()
        .leading(variable)
        .filter(match -> match.rest().matches("\\d+_API_KEY"))
        .isPresent();
  }

  private static void report(Search search, String variable) {
    String prefix = variable.substring(0, variable.indexOf(MARK));
    String rest = variable.substring(prefix.length() + MARK.length());
    String mend;
    if (search.names().provider(prefix).isPresent()) {
      mend = "Name it " + prefix + MARK + "_1 or the like.";
    } else {
      mend =
          Spelling.nearest(prefix, search.names().all())
                  .map(name -> "Did you mean " + name + MARK + rest + "? ")
                  .orElse("")
              + "For a service of your own, set "
              + prefix
              + "_API_BASE; else ignore this.";
    }
    String sentence = "is no credential of a service that KeyRelay knows, and was ignored.";
    boolean process =
        search.settings().environment().origin(variable).equals(Optional.of(Environment.PROCESS));
    if (process) {
      search.settings().findings().note(variable, sentence, mend);
    } else {
      search.settings().findings().warning(variable, sentence, mend);
    }
  }

  private static Optional<FoundCredential> credential(Search search, Candidate candidate) {
    var value = search.settings().environment().get(candidate.variable());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String key = unquoted(search, candidate.variable(), value.get());
    if (placeholder(key)) {
      search
          .settings()
          .findings()
          .note(
              candidate.variable(),
              "holds a placeholder and was ignored.",
              "Put your key there, or remove the line.");
      return Optional.empty();
    }
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      search
          .settings()
          .findings()
          .error(
              candidate.variable(),
              "holds a key with spaces, line breaks or characters beyond ASCII, which no header"
                  + " carries (expected: one word), and was ignored.",
              "Copy the key again.");
      return Optional.empty();
    }
    return Optional.of(
        new FoundCredential(
            candidate.provider(),
            new Credential.ApiKey(search.ids().of(candidate.provider(), key), Secret.of(key)),
            new Origin.Variable(candidate.variable()),
            Mask.key(key)));
  }

  private static String unquoted(Search search, String variable, String value) {
    boolean quoted =
        value.length() > 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(0) == value.charAt(value.length() - 1);
    if (!quoted) {
      return value;
    }
    search
        .settings()
        .findings()
        .note(
            variable,
            "holds a key in quotes, which were left out.",
            "Write the value without quotes, as docker --env-file takes them literally.");
    return value.substring(1, value.length() - 1).strip();
  }

  private static boolean placeholder(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return lower.startsWith("your_")
        || lower.startsWith("your-")
        || lower.matches("[<\\[].*[>\\]]");
  }
}
