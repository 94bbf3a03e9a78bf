package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.usage.Ledger;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * The body of {@code GET /v1/quota-stats}. Whole numbers are written as such, numbers that are not
 * known are null or left out, times in {@code reset_time} are ISO 8601 in UTC without fractions and
 * all others Unix seconds. No key and no path is in it.
 */
public final class QuotaStats {

  /** More models of credentials than are written in a moment. */
  private static final int FEW = 10_000;

  private final StatsSource source;
  private final Ledger ledger;
  private final WrittenCredentials written = new WrittenCredentials();

  public QuotaStats(StatsSource source, Ledger ledger) {
    this.source = source;
    this.ledger = ledger;
  }

  /** As much as is written in a moment: everything, or one line for each credential. */
  public Detail fitting(Optional<String> provider) {
    return models(provider) <= FEW ? Detail.FULL : Detail.CREDENTIALS;
  }

  private long models(Optional<String> provider) {
    return source.providers().stream()
        .filter(id -> provider.isEmpty() || provider.get().equals(id))
        .mapToLong(ledger::models)
        .sum();
  }

  /** Writes the statistics of every credential of a provider, or of all; the stream stays open. */
  public Instant write(OutputStream out, Optional<String> provider, Detail detail, Instant now)
      throws IOException {
    return write(out, provider, Optional.empty(), detail, now);
  }

  /**
   * Writes the statistics; the stream stays open.
   *
   * @param provider the one provider to show; an unknown one gives no providers
   * @param credential the id of the one credential to list, with everything if that is the detail;
   *     sums are of all
   * @return when time alone will change what was written; {@link Instant#MAX} for never
   * @throws IOException if the stream does not take them
   */
  public Instant write(
      OutputStream out,
      Optional<String> provider,
      Optional<String> credential,
      Detail detail,
      Instant now)
      throws IOException {
    var pages = pages(provider, credential, detail, now, Optional.empty());
    for (byte[] page = pages.next(); page != null; page = pages.next()) {
      out.write(page);
    }
    return pages.changesAt();
  }

  /**
   * The statistics in pieces; the parameters are those of {@link #write}.
   *
   * @param refreshed how asking upstream for its word went, if that was done before
   * @throws IOException never, as they are written to memory
   */
  public StatsPages pages(
      Optional<String> provider,
      Optional<String> credential,
      Detail detail,
      Instant now,
      Optional<JsonNode> refreshed)
      throws IOException {
    return new StatsPages(
        source.providers().stream()
            .filter(id -> provider.isEmpty() || provider.get().equals(id))
            .toList(),
        new ProviderPages.Sources(source, ledger, written),
        new ProviderPages.Wish(credential, detail, now),
        refreshed);
  }
}
