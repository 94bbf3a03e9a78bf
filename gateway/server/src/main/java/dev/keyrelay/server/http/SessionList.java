package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.pool.SessionView;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The busiest sessions as JSON; the README shows its shape. */
record SessionList(Engine engine) {

  /** The most that are shown at once. */
  static final int MOST = 1_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private record Row(String provider, SessionView session) {}

  ObjectNode of(Optional<String> provider, Optional<String> credential, int most) {
    var root = JSON.objectNode().put("at", engine.wiring().clock().instant().toString());
    var sessions = root.putArray("sessions");
    engine.providers().keySet().stream()
        .filter(id -> provider.map(id::equals).orElse(true))
        .flatMap(id -> rows(id, credential, most))
        .sorted(
            Comparator.comparing(
                    Row::session,
                    Comparator.comparingLong(SessionView::requests)
                        .thenComparing(SessionView::used))
                .reversed())
        .limit(most)
        .forEach(row -> sessions.add(json(row)));
    return root;
  }

  private Stream<Row> rows(String provider, Optional<String> credential, int most) {
    return engine.provider(provider).stream()
        .flatMap(active -> active.pool().busiest(credential, most).stream())
        .map(session -> new Row(provider, session));
  }

  private ObjectNode json(Row row) {
    var json =
        JSON.objectNode()
            .put("target", row.provider + "/" + row.session.model())
            .put("name", name(row));
    json.setAll(RouteJson.session(row.session));
    return json;
  }

  private String name(Row row) {
    String id = row.session.credential();
    return engine.wiring().credentials().of(row.provider).stream()
        .filter(found -> found.id().equals(id))
        .map(FoundCredential::origin)
        .map(origin -> origin.name())
        .findFirst()
        .orElse(id);
  }
}
