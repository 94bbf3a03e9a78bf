package dev.keyrelay.engine.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.SideHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue that comes with the gateway, and over it the public lists as they were last
 * fetched, which are kept in a folder. Puts what it knows into a price book; whoever asks that one
 * never waits for this.
 */
public final class LiveCatalogue {

  private static final Logger LOG = LoggerFactory.getLogger(LiveCatalogue.class);

  private record Known(KeptList list, Catalogue catalogue) {}

  private final PriceBook book;
  private final Path folder;
  private final InstantSource clock;
  private final Map<PublicList, Known> known = new EnumMap<>(PublicList.class);
  private Catalogue builtIn = Catalogue.EMPTY;

  /**
   * A catalogue that has read nothing yet.
   *
   * @param folder where fetched lists are kept; made when it is needed
   */
  public LiveCatalogue(PriceBook book, Path folder, InstantSource clock) {
    this.book = book;
    this.folder = folder;
    this.clock = clock;
  }

  /** Reads the built-in catalogue, and what was fetched by earlier runs. Takes a while. */
  public synchronized void load() {
    builtIn = CatalogueReader.builtIn(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    publish();
    for (PublicList list : PublicList.values()) {
      try {
        var kept = KeptList.read(file(list));
        if (kept.isPresent()) {
          known.put(list, parsed(list, kept.get()));
        }
      } catch (IOException e) {
        LOG.info("what was kept of the model list of {} is not readable", list.word());
      }
    }
    if (!known.isEmpty()) {
      publish();
    }
  }

  /**
   * Fetches a list, unless it is as it was.
   *
   * @return whether something changed
   * @throws IOException if it was not to be had, or is no list of models; what was known stays
   */
  public boolean fetch(PublicList list, URI address, SideHttp http)
      throws IOException, InterruptedException {
    var old = list(list);
    var asked = old.map(KeptList::conditions).orElse(Headers.NONE);
    var answer = http.get(address, asked.with("Accept", "application/json"));
    var now = clock.instant();
    if (answer.status() == 304 && unchanged(list, now)) {
      return false;
    }
    if (!answer.ok()) {
      throw new IOException(address + ": status " + answer.status() + " (expected: 200)");
    }
    var headers = answer.headers();
    learn(
        list,
        new KeptList(headers.first("ETag"), headers.first("Last-Modified"), now, answer.body()));
    return true;
  }

  private synchronized boolean unchanged(PublicList list, Instant now) {
    return known.computeIfPresent(list, (_, old) -> new Known(old.list().at(now), old.catalogue()))
        != null;
  }

  private synchronized Optional<KeptList> list(PublicList list) {
    return Optional.ofNullable(known.get(list)).map(Known::list);
  }

  private void learn(PublicList list, KeptList fresh) throws IOException {
    var parsed = parsed(list, fresh);
    if (parsed.catalogue().size() == 0) {
      throw new IOException("the model list of " + list.word() + " has no models in it");
    }
    synchronized (this) {
      known.put(list, parsed);
      publish();
    }
    try {
      fresh.write(file(list));
    } catch (IOException e) {
      LOG.debug("the model list of {} is not kept: {}", list.word(), e.getMessage());
    }
  }

  private static Known parsed(PublicList list, KeptList kept) throws IOException {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(kept.body());
    } catch (JsonProcessingException e) {
      throw new IOException("the model list of " + list.word() + " is not JSON", e);
    }
    if (root == null) {
      throw new IOException("the model list of " + list.word() + " is empty");
    }
    return new Known(
        kept.at(kept.at()), list.read(root, LocalDate.ofInstant(kept.at(), ZoneOffset.UTC)));
  }

  private void publish() {
    var all = builtIn;
    for (Known one : known.values()) {
      all = all.with(one.catalogue());
    }
    book.replace(all);
  }

  private Path file(PublicList list) {
    return folder.resolve(list.word() + ".list");
  }

  /** How many models a list has told. */
  public synchronized int size(PublicList list) {
    var one = known.get(list);
    return one == null ? 0 : one.catalogue().size();
  }

  /**
   * When a list was last fetched or found unchanged; empty if only the built-in facts are known.
   */
  public synchronized Optional<Instant> refreshedAt() {
    return known.values().stream().map(one -> one.list().at()).max(Instant::compareTo);
  }
}
