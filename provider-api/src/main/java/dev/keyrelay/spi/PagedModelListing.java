package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lists models page by page; each page is a GET of a JSON object. */
public final class PagedModelListing implements ModelListing {

  /** A service that repeats its pages for ever is left after so many. */
  private static final int MOST_PAGES = 100;

  /** The most models that services give on one page, which most of them take. */
  private static final int PAGE_SIZE = 1000;

  /** How a service hands out its pages. */
  public interface Pages {

    /**
     * The address of a page.
     *
     * @param cursor what {@link #next} said of the page before; empty for the first
     */
    URI address(String cursor);

    /**
     * An address whose query asks for large pages, and names the cursor unless it is empty.
     *
     * @param size the parameter that holds how many models a page has
     * @param from the parameter that holds the cursor
     */
    static URI page(URI uri, String size, String from, String cursor) {
      String query = "?" + size + "=" + PAGE_SIZE;
      return URI.create(
          cursor.isEmpty()
              ? uri + query
              : uri + query + "&" + from + "=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }

    /** The field that holds the list of models. */
    JsonNode models(JsonNode page);

    /** One model of the list, added unless it has no id. */
    void add(JsonNode model, List<ModelInfo> models);

    /** Where the next page begins; empty if this is the last. */
    String next(JsonNode page);
  }

  private final SideHttp http;
  private final Function<Credential, Headers> headers;
  private final Pages pages;

  /**
   * A listing.
   *
   * @param headers what a credential is shown with
   */
  public PagedModelListing(SideHttp http, Function<Credential, Headers> headers, Pages pages) {
    this.http = http;
    this.headers = headers;
    this.pages = pages;
  }

  @Override
  public List<ModelInfo> list(Credential credential) throws IOException, InterruptedException {
    var models = new ArrayList<ModelInfo>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      URI address = pages.address(cursor);
      JsonNode answer = http.getJson(address, headers.apply(credential));
      JsonNode list = pages.models(answer);
      if (!list.isArray()) {
        throw new IOException(address + ": no list of models in the answer");
      }
      list.forEach(model -> pages.add(model, models));
      String next = pages.next(answer);
      if (next.isEmpty() || next.equals(cursor)) {
        return models;
      }
      cursor = next;
    }
    return models;
  }
}
