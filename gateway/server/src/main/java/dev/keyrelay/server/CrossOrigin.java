package dev.keyrelay.server;

import dev.keyrelay.engine.config.CorsSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The framework's settings of what web pages may read, for any host. */
public final class CrossOrigin {

  private static final String PREFIX = "micronaut.server.cors.";
  private static final String PAGES = PREFIX + "configurations.pages.";

  /**
   * What pages may see of an answer besides its body: everything; where credentials are granted
   * browsers want names.
   */
  private static final List<String> EXPOSED =
      List.of(
          "*",
          "retry-after",
          "x-request-id",
          "x-keyrelay-target",
          "x-keyrelay-attempts",
          "x-keyrelay-dropped",
          "x-keyrelay-token-count");

  private CrossOrigin() {}

  /**
   * Settings of Micronaut's CORS filter. Pages that nobody named are not turned away, as the filter
   * would on a loopback address: browsers show them no answer, the client key keeps them out, and
   * extensions and desktop programs send an origin too.
   */
  public static Map<String, Object> properties(CorsSettings cors) {
    var all = new HashMap<String, Object>();
    all.put(PREFIX + "localhost-pass-through", true);
    all.put(PREFIX + "enabled", cors.enabled());
    if (cors.enabled()) {
      all.put(PREFIX + "single-header", true);
      all.put(PAGES + "allow-credentials", cors.credentials());
      all.put(PAGES + "exposed-headers", EXPOSED);
      // What is left out is any, and only that.
      if (!cors.anyOrigin()) {
        all.put(PAGES + "allowed-origins", cors.origins());
      }
      if (!cors.methods().isEmpty()) {
        all.put(PAGES + "allowed-methods", cors.methods());
      }
      if (!cors.headers().isEmpty()) {
        all.put(PAGES + "allowed-headers", cors.headers());
      }
    }
    return all;
  }
}
