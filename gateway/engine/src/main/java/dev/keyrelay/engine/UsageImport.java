package dev.keyrelay.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.credential.Origin;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.usage.OriginalUsage;
import dev.keyrelay.engine.usage.OriginalUsage.OldCooldown;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the counters and cooldowns of LLM-API-Key-Proxy from its folder {@code usage}, whose
 * files {@code usage_<provider>.json} are left as they are. Keys are compared and never kept.
 */
public final class UsageImport {

  private static final Logger LOG = LoggerFactory.getLogger(UsageImport.class);
  private static final Pattern FILE = Pattern.compile("usage_([A-Za-z0-9_.-]+)\\.json");
  private static final Pattern NUMBERED = Pattern.compile("env://[^/]+/([0-9]+)");

  private final Wiring wiring;

  UsageImport(Wiring wiring) {
    this.wiring = wiring;
  }

  /**
   * What was taken over.
   *
   * @param files the files that were read
   * @param credentials credentials whose counters were taken over
   * @param unknown entries that belong to no configured credential
   * @param present credentials that have counters here already, which stay as they are
   * @param cooldowns cooldowns that had not ended
   * @param problems files that could not be read, each as a sentence
   */
  public record Report(
      List<Path> files,
      int credentials,
      int unknown,
      int present,
      int cooldowns,
      List<String> problems) {

    /** Tells the log, if there is something to tell. */
    public void log() {
      problems.forEach(LOG::warn);
      if (credentials > 0) {
        LOG.info(
            "took over the counters of {} credentials and {} cooldowns from {}; {} entries belong"
                + " to no configured credential",
            credentials,
            cooldowns,
            files,
            unknown);
      }
    }
  }

  Report read(Path folder) {
    var read = new ArrayList<Path>();
    var problems = new ArrayList<String>();
    int taken = 0;
    int unknown = 0;
    int present = 0;
    int cooldowns = 0;
    for (var file : files(folder, problems).entrySet()) {
      try {
        var report = read(provider(file.getKey()), file.getValue());
        read.add(file.getValue());
        taken += report.credentials();
        unknown += report.unknown();
        present += report.present();
        cooldowns += report.cooldowns().size();
      } catch (JsonProcessingException e) {
        // Its message may quote a key.
        problems.add(file.getValue() + " was not taken over: it is not JSON");
      } catch (IOException | IllegalArgumentException e) {
        problems.add(file.getValue() + " was not taken over: " + e.getMessage());
      }
    }
    return new Report(read, taken, unknown, present, cooldowns, problems);
  }

  private static Map<String, Path> files(Path folder, List<String> problems) {
    var byProvider = new TreeMap<String, Path>();
    if (!Files.isDirectory(folder)) {
      return byProvider;
    }
    try (var entries = Files.list(folder)) {
      entries.forEach(
          entry -> {
            var name = FILE.matcher(entry.getFileName().toString());
            if (name.matches()) {
              byProvider.put(name.group(1), entry);
            }
          });
    } catch (IOException e) {
      problems.add(folder + " cannot be read: " + e.getMessage());
    }
    return byProvider;
  }

  /** The provider of that name here, where hyphens stand for underscores at times. */
  private String provider(String original) {
    return wiring.credentials().byProvider().keySet().stream()
        .filter(id -> id.replace('-', '_').equalsIgnoreCase(original.replace('-', '_')))
        .findFirst()
        .orElse(original);
  }

  private OriginalUsage.Report read(String provider, Path file) throws IOException {
    JsonNode json;
    try (var bytes = Files.newInputStream(file)) {
      json = JsonBody.MAPPER.readTree(bytes);
    }
    Instant now = wiring.clock().instant();
    var report =
        new OriginalUsage(wiring.ledger())
            .read(provider, json, owner(wiring.credentials().of(provider)), now);
    report.cooldowns().forEach(old -> set(old, now));
    return report;
  }

  private static OriginalUsage.Owner owner(List<FoundCredential> configured) {
    var byKey = new HashMap<Secret, String>();
    var byName = new HashMap<String, String>();
    for (FoundCredential found : configured) {
      byName.put(found.origin().name(), found.id());
      switch (found.credential()) {
        case Credential.ApiKey api -> byKey.put(api.key(), found.id());
        case Credential.OAuthAccount account ->
            account.attribute("email").ifPresent(email -> byName.put(email, found.id()));
        case Credential.Anonymous _ -> {}
      }
      if (found.origin() instanceof Origin.Variable variable) {
        number(variable.name()).ifPresent(number -> byName.put("env:" + number, found.id()));
      }
    }
    return (stableId, accessor) -> {
      if (accessor.isBlank()) {
        return Optional.empty();
      }
      var env = NUMBERED.matcher(accessor);
      String name = accessor.substring(accessor.replace('\\', '/').lastIndexOf('/') + 1);
      return Optional.ofNullable(byName.get(stableId))
          .or(() -> Optional.ofNullable(byKey.get(Secret.of(accessor))))
          .or(() -> Optional.ofNullable(byName.get(env.matches() ? "env:" + env.group(1) : name)));
    };
  }

  /** The number of an account's variable; that of the only account, which has none, is 0. */
  private static Optional<String> number(String variable) {
    String end = "_ACCESS_TOKEN";
    if (!variable.endsWith(end)) {
      return Optional.empty();
    }
    String place = variable.substring(0, variable.length() - end.length());
    String last = place.substring(place.lastIndexOf('_') + 1);
    return Optional.of(last.matches("[0-9]+") ? last : "0");
  }

  /** Believed no longer than a hint of upstream would be now. */
  private void set(OldCooldown old, Instant now) {
    Cooldowns cooldowns = wiring.cooldowns();
    Instant most = now.plus(cooldowns.rules().hintCap());
    var subject =
        new Subject(old.provider(), old.credential(), old.subject().orElse(""), old.subject());
    var scope = old.subject().isPresent() ? Scope.CREDENTIAL_QUOTA_GROUP : Scope.CREDENTIAL;
    var until = old.until().isBefore(most) ? old.until() : most;
    CooldownKey.of(scope, subject)
        .ifPresent(
            key ->
                cooldowns.set(
                    key,
                    new Cooldown(
                        until,
                        old.reason().toLowerCase(Locale.ROOT),
                        Cooldown.Source.UPSTREAM,
                        now,
                        0)));
  }
}
