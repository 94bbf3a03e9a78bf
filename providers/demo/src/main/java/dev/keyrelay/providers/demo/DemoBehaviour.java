package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the scripted upstream does unless it is told otherwise: it plays a healthy service. A key
 * {@code demo-<status>}, or one that begins so and goes on with a hyphen, gets that status; the
 * models of {@link DemoModel} do what their names say; any other model echoes.
 *
 * @param clock the time
 */
record DemoBehaviour(InstantSource clock) implements Script {

  private static final Pattern FAILING_KEY = Pattern.compile("demo-([45]\\d\\d)(?:-.*)?");

  /**
   * It shares the memory of the gateway, and reads and echoes what a real service has elsewhere.
   */
  private static final int LARGEST_BODY = 10 << 20;

  @Override
  public void play(ReceivedRequest request, Answer answer) throws IOException {
    var refused = request.key().map(FAILING_KEY::matcher).filter(Matcher::matches);
    if (refused.isPresent()) {
      Faults.status(Integer.parseInt(refused.get().group(1))).play(request, answer);
      return;
    }
    switch (request.method()) {
      case "POST" -> scriptFor(request).play(request, answer);
      case "GET", "HEAD" -> list(request, answer);
      default -> Faults.status(405).play(request, answer);
    }
  }

  private static Script scriptFor(ReceivedRequest request) {
    if (request.body().length > LARGEST_BODY) {
      return Faults.status(
          413,
          "the body has %d bytes (expected: at most %d)"
              .formatted(request.body().length, LARGEST_BODY));
    }
    if (!request.json().isObject()) {
      return Faults.status(400, "the body is not a JSON object");
    }
    if (request.model().isEmpty()) {
      return Faults.status(400, "model: missing (expected: the name of a model)");
    }
    Optional<Script> named = DemoModel.script(request.model());
    String path = request.path();
    if (path.endsWith("/chat/completions")) {
      return named.orElse(ChatScript.echo());
    }
    Optional<Script> fault = named.filter(script -> !(script instanceof ChatScript));
    if (path.endsWith("/completions")) {
      return fault.orElse(new CompletionScript(Pace.IMMEDIATE));
    }
    return path.endsWith("/embeddings")
        ? fault.orElse(new EmbeddingScript())
        : Faults.status(404, "path: " + path + " (expected: one of the OpenAI API)");
  }

  private void list(ReceivedRequest request, Answer answer) throws IOException {
    if (!request.path().endsWith("/models")) {
      Faults.status(404, "path: " + request.path() + " (expected: /v1/models)")
          .play(request, answer);
      return;
    }
    var root = JsonBody.MAPPER.createObjectNode().put("object", "list");
    var data = root.putArray("data");
    for (DemoModel model : DemoModel.values()) {
      model(data.addObject(), model.id()).put("name", model.meaning());
    }
    model(data.addObject(), "embedding").put("name", "Vectors that mean nothing.");
    answer.sendJson(200, root.toString().getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode model(ObjectNode node, String id) {
    return node.put("id", id)
        .put("object", "model")
        .put("created", clock.instant().getEpochSecond())
        .put("owned_by", "keyrelay-demo");
  }
}
