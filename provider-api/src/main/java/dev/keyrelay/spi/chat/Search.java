package dev.keyrelay.spi.chat;

import java.util.List;
import java.util.Optional;

/**
 * A search of the web that a service ran.
 *
 * @param id what the service calls it; empty if it does not
 * @param queries what was asked; empty in a piece that tells only what was found
 * @param found the pages; absent in a piece that tells only what was asked
 */
public record Search(String id, List<String> queries, Optional<List<Page>> found) {

  /**
   * A page.
   *
   * @param url its address
   * @param title its title, if told
   */
  public record Page(String url, Optional<String> title) {}

  public Search {
    queries = List.copyOf(queries);
    found = found.map(List::copyOf);
  }
}
