package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.keyrelay.engine.stats.StatsSource.CredentialView;
import dev.keyrelay.engine.usage.CredentialUsage;
import dev.keyrelay.engine.usage.WindowRule;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Credentials of large providers as they were written last, one line each: most have not changed
 * when somebody looks again.
 */
final class WrittenCredentials {

  /** Fewer are written faster than one can look. */
  private static final int WORTHWHILE = 500;

  private final Map<String, Map<String, Line>> providers = new ConcurrentHashMap<>();

  /**
   * What counts are made of.
   *
   * @param revision of what is counted of a credential
   * @param rules of the windows that it is counted in
   */
  record Made(long revision, List<WindowRule> rules) {}

  /** A line, and what it was made of: as long as that is the same it stays. */
  private record Line(
      Made made,
      CredentialView view,
      String status,
      CredentialUsage usage,
      Instant until,
      SerializableString json) {

    /** Whether what is counted is as it was: nothing happened, and no window ended. */
    boolean counts(Made current, Instant now) {
      return now.isBefore(until) && made.equals(current);
    }

    boolean holds(CredentialStats stats, String word) {
      return usage == stats.usage() && status.equals(word) && view.equals(stats.view());
    }
  }

  /** What is counted of a credential, if it is as it was when the line was written. */
  Optional<CredentialUsage> usage(String provider, String credential, Made made, Instant now) {
    var line = providers.getOrDefault(provider, Map.of()).get(credential);
    return line != null && line.counts(made, now) ? Optional.of(line.usage()) : Optional.empty();
  }

  /**
   * Writes a credential without what it used of which model.
   *
   * @param status its status
   * @param made what its counts are made of, read before they were
   * @param peers how many credentials the provider has
   */
  void write(JsonGenerator json, CredentialStats stats, String status, Made made, int peers)
      throws IOException {
    // What cools down states how long still: it is another line each time.
    if (peers < WORTHWHILE || !stats.cooldowns().isEmpty()) {
      stats.write(json, Detail.CREDENTIALS);
      return;
    }
    var lines = providers.computeIfAbsent(stats.provider(), _ -> new ConcurrentHashMap<>());
    var line = lines.get(stats.view().id());
    if (line == null || !line.holds(stats, status)) {
      line = new Line(made, stats.view(), status, stats.usage(), stats.changesAt(), text(stats));
      lines.put(stats.view().id(), line);
    }
    json.writeRawValue(line.json());
  }

  private static SerializableString text(CredentialStats stats) throws IOException {
    var text = new StringWriter();
    try (var json = JsonBody.MAPPER.getFactory().createGenerator(text)) {
      stats.write(json, Detail.CREDENTIALS);
    }
    return new SerializedString(text.toString());
  }

  /** Keeps no lines of credentials that are gone. */
  void trim(String provider, int credentials) {
    var lines = providers.get(provider);
    if (lines != null && lines.size() > 2 * Math.max(credentials, WORTHWHILE)) {
      lines.clear();
    }
  }
}
