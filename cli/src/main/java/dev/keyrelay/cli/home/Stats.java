package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.stats.Detail;
import dev.keyrelay.engine.stats.QuotaStats;
import dev.keyrelay.server.http.LiveStats;
import dev.keyrelay.spi.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The body of {@code GET /v1/quota-stats}, without a gateway that serves it. */
public final class Stats {

  private Stats() {}

  /**
   * What the state folder of a home remembers.
   *
   * @throws dev.keyrelay.engine.state.StateException if a running gateway holds the folder
   */
  public static JsonNode kept(Installation installation, InstantSource clock) throws IOException {
    try (Engine engine =
        Engine.of(
            installation.configuration(), installation.plugins(), state(installation, clock))) {
      return of(engine);
    }
  }

  private static StateStore state(Installation installation, InstantSource clock) {
    Path folder = installation.configuration().home().state();
    return Files.isDirectory(folder) ? SqliteState.open(folder, clock) : new MemoryState();
  }

  /** What an engine of this process counts. */
  public static JsonNode of(Engine engine) throws IOException {
    var out = new ByteArrayOutputStream();
    new QuotaStats(new LiveStats(engine), engine.wiring().ledger())
        .write(out, Optional.empty(), Detail.FULL, engine.wiring().clock().instant());
    return JsonBody.MAPPER.readTree(out.toByteArray());
  }
}
