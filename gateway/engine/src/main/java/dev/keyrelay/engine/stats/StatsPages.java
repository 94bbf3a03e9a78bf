package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of quota statistics in pieces, each written when it is asked for: the statistics of ten
 * thousand credentials never stand in memory as a whole. For one thread.
 */
public final class StatsPages {

  /** The size of a piece, about, in bytes. */
  public static final int PAGE = 64 << 10;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(PAGE + (16 << 10));
  private final JsonGenerator json;
  private final ProviderPages.Sources sources;
  private final ProviderPages.Wish wish;
  private final Optional<JsonNode> refreshed;
  private final Iterator<String> providers;
  private final int count;
  private final Tally sum = new Tally();
  private @Nullable ProviderPages current;

  StatsPages(
      List<String> providers,
      ProviderPages.Sources sources,
      ProviderPages.Wish wish,
      Optional<JsonNode> refreshed)
      throws IOException {
    this.providers = providers.iterator();
    this.count = providers.size();
    this.sources = sources;
    this.wish = wish;
    this.refreshed = refreshed;
    this.json = JsonBody.MAPPER.getFactory().createGenerator(out);
    json.writeStartObject();
    json.writeObjectFieldStart("providers");
  }

  /**
   * The next piece.
   *
   * @return null at the end, and ever after
   * @throws IOException never, as it writes to memory
   */
  public byte @Nullable [] next() throws IOException {
    out.reset();
    while (!json.isClosed() && out.size() < PAGE) {
      step();
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  private void step() throws IOException {
    if (current != null && current.hasNext()) {
      current.writeNext(json);
    } else if (current != null) {
      sum.add(current.end(json));
      current = null;
    } else if (providers.hasNext()) {
      current = new ProviderPages(providers.next(), sources, wish);
      current.begin(json);
    } else {
      end();
    }
  }

  private void end() throws IOException {
    json.writeEndObject();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("total_providers", count);
    json.writeNumberField("total_credentials", sum.credentials);
    json.writeNumberField("active_credentials", sum.active);
    json.writeNumberField("exhausted_credentials", sum.exhausted);
    json.writeNumberField("total_requests", sum.requests);
    json.writeNumberField("total_tokens", sum.tokens());
    sum.writeTokens(json);
    sum.writeCost(json);
    json.writeEndObject();
    json.writeStringField("data_source", refreshed.isPresent() ? "refreshed" : "cache");
    json.writeStringField("detail", wish.detail().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("timestamp", UsageJson.seconds(wish.now()));
    if (refreshed.isPresent()) {
      json.writeFieldName("refresh_result");
      json.writeTree(refreshed.get());
    }
    json.writeEndObject();
    json.close();
  }

  /**
   * When time alone will change what was written; {@link Instant#MAX} for never. Known at the end.
   */
  public Instant changesAt() {
    return sum.changesAt;
  }
}
