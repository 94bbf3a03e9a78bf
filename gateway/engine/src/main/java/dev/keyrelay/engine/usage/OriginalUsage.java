package dev.keyrelay.engine.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes over the counters of LLM-API-Key-Proxy: {@code usage/usage_<provider>.json}, schema version
 * 2 (behaviour of its revision of 2026-08). Accessors, which are plaintext keys there, are asked
 * for and never kept. Fair-cycle flags are not taken over: a cycle begins anew.
 */
public final class OriginalUsage {

  private final Ledger ledger;

  public OriginalUsage(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Finds the credential of an entry. */
  @FunctionalInterface
  public interface Owner {

    /**
     * The credential's id here; empty if none is configured that it could be.
     *
     * @param stableId the entry's name: a mail address, or a hash
     * @param accessor a key, the path of a file, or {@code env://<provider>/<number>}
     */
    Optional<String> of(String stableId, String accessor);
  }

  /**
   * A cooldown that was active when the file was written.
   *
   * @param provider the provider id
   * @param credential the credential's id here
   * @param subject the model or quota group; empty for the whole credential
   * @param reason the file's word for it
   * @param until its end
   */
  public record OldCooldown(
      String provider, String credential, Optional<String> subject, String reason, Instant until) {}

  /**
   * What was taken over.
   *
   * @param credentials how many credentials' counters were taken over
   * @param unknown how many belong to no configured credential
   * @param present how many have counters here already and were left alone
   * @param cooldowns the cooldowns that have not ended
   */
  public record Report(int credentials, int unknown, int present, List<OldCooldown> cooldowns) {}

  /**
   * Reads one file.
   *
   * @param file its content
   * @throws IllegalArgumentException if it is not of schema version 2
   */
  public Report read(String provider, JsonNode file, Owner owner, Instant now) {
    if (file.path("schema_version").asInt() != 2) {
      throw new IllegalArgumentException(
          "schema_version: "
              + file.path("schema_version").asText("missing")
              + " (expected: 2). Start the old proxy once, so that it upgrades its file.");
    }
    int taken = 0;
    int unknown = 0;
    int present = 0;
    var cooldowns = new ArrayList<OldCooldown>();
    for (var entry : file.path("credentials").properties()) {
      JsonNode old = entry.getValue();
      var credential = owner.of(entry.getKey(), old.path("accessor").asText());
      if (credential.isEmpty()) {
        unknown++;
      } else if (take(provider, credential.get(), old)) {
        ledger.tidy();
        taken++;
        cooldowns.addAll(cooldowns(provider, credential.get(), old, now));
      } else {
        present++;
      }
    }
    return new Report(taken, unknown, present, List.copyOf(cooldowns));
  }

  private boolean take(String provider, String credential, JsonNode old) {
    var books = ledger.require(provider, credential);
    synchronized (books) {
      if (books.own.requests > 0) {
        return false;
      }
      readCounts(books.own, old.path("totals"));
      ledger.changed().add(books, books.own);
      old.path("model_usage")
          .properties()
          .forEach(
              entry ->
                  take(
                      books, Counted.MODEL, bareModel(provider, entry.getKey()), entry.getValue()));
      old.path("group_usage")
          .properties()
          .forEach(entry -> take(books, Counted.QUOTA_GROUP, entry.getKey(), entry.getValue()));
    }
    return true;
  }

  private void take(CredentialBook books, Counted counted, String name, JsonNode old) {
    var book = books.require(counted, name);
    if (book == null) {
      return;
    }
    readCounts(book, old.path("totals"));
    for (WindowRule rule : ledger.rules().windows(books.provider, books.credential)) {
      JsonNode window = old.path("windows").path(rule.name());
      if (window.isObject() && rule.span() == WindowRule.Span.QUOTA_SCOPE) {
        book.added(readWindow(rule, window));
      }
    }
    ledger.changed().add(books, book);
  }

  private static Window readWindow(WindowRule rule, JsonNode old) {
    var window = new Window(rule);
    readCounts(window, old);
    window.used =
        rule.unit() == Unit.REQUESTS ? window.requests : old.path("total_tokens").asLong();
    window.startedAt = millis(old.path("started_at"));
    window.endsAt = millis(old.path("reset_at"));
    window.limitTold = old.path("limit").asLong(-1);
    window.maxRecorded = old.path("max_recorded_requests").asLong();
    window.maxRecordedAt = millis(old.path("max_recorded_at"));
    return window;
  }

  private static void readCounts(Counts counts, JsonNode old) {
    counts.requests = old.path("request_count").asInt();
    counts.successes = old.path("success_count").asInt();
    counts.uncachedInput = old.path("prompt_tokens").asLong();
    counts.cachedInput = old.path("prompt_tokens_cache_read").asLong();
    counts.cacheWriteInput = old.path("prompt_tokens_cache_write").asLong();
    counts.output = old.path("output_tokens").asLong();
    counts.reasoning = old.path("thinking_tokens").asLong();
    counts.firstUsed = millis(old.path("first_used_at"));
    counts.lastUsed = millis(old.path("last_used_at"));
    // The old proxy writes 0 where it knows no price.
    if (old.path("approx_cost").asDouble() > 0) {
      counts.paid(old.path("approx_cost").asDouble());
    }
  }

  private static List<OldCooldown> cooldowns(
      String provider, String credential, JsonNode old, Instant now) {
    var cooldowns = new ArrayList<OldCooldown>();
    old.path("cooldowns")
        .properties()
        .forEach(
            entry -> {
              var until = Instant.ofEpochMilli(millis(entry.getValue().path("until")));
              if (until.isAfter(now)) {
                cooldowns.add(
                    new OldCooldown(
                        provider,
                        credential,
                        Optional.of(entry.getKey())
                            .filter(key -> !key.equals("_global_"))
                            .map(key -> bareModel(provider, key)),
                        entry.getValue().path("reason").asText("unknown"),
                        until));
              }
            });
    return cooldowns;
  }

  private static String bareModel(String provider, String name) {
    return name.startsWith(provider + "/") ? name.substring(provider.length() + 1) : name;
  }

  private static long millis(JsonNode seconds) {
    return (long) (seconds.asDouble() * 1000);
  }
}
