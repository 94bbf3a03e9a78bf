package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.SideHttp;
import java.time.InstantSource;
import java.util.Map;

/** A context made of parts that a test chooses. */
public record TestContext(
    String providerId, ProviderSettings settings, InstantSource clock, SideHttp http)
    implements ProviderContext {

  /** A context with a clock that stands at 2026-01-01T00:00:00Z. */
  public static TestContext of(String providerId, Map<String, String> settings, SideHttp http) {
    return new TestContext(providerId, new MapSettings(settings), new ManualClock(), http);
  }
}
