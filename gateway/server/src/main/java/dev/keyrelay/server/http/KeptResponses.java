package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.conversation.KeptResponse;
import dev.keyrelay.engine.conversation.StoredResponses;
import dev.keyrelay.engine.conversation.UpstreamResponses;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.SideHttp;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Answers for responses by their id: from the gateway's own, or from the provider that has one. */
@Singleton
final class KeptResponses {

  /** As many items as OpenAI lists unless told otherwise, and at most. */
  private static final int LISTED = 20;

  private static final int MOST_LISTED = 100;

  private final StoredResponses stored;
  private final UpstreamResponses upstream;

  KeptResponses(Engine engine) {
    this.stored = engine.responses();
    this.upstream = engine.upstreamResponses();
  }

  HttpResponse<?> get(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return switch (find(request, id)) {
      case KeptResponse.Here here -> {
        if (request.getParameters().getFirst("stream").filter("true"::equals).isPresent()) {
          throw JsonRequests.refused(
              "stream", "stream: true (expected: false, because this response is complete)");
        }
        yield Responses.json(200, Headers.NONE, here.response());
      }
      case KeptResponse.There there -> told(ask("GET", there, "/" + id, request));
    };
  }

  HttpResponse<?> delete(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    var kept = find(request, id);
    if (kept instanceof KeptResponse.There there) {
      var answer = ask("DELETE", there, "/" + id, request);
      if (answer.ok() || answer.status() == 404) {
        stored.forget(id);
      }
      return told(answer);
    }
    stored.forget(id);
    return Responses.json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("object", "response")
            .put("deleted", true));
  }

  HttpResponse<?> cancel(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return switch (find(request, id)) {
      case KeptResponse.Here _ ->
          throw new GatewayException(
              ClientError.of(400, "Cannot cancel a response that is not in the background."));
      case KeptResponse.There there -> told(ask("POST", there, "/" + id + "/cancel", request));
    };
  }

  HttpResponse<?> inputItems(HttpRequest<?> request, String id)
      throws GatewayException, InterruptedException {
    return switch (find(request, id)) {
      case KeptResponse.Here _ -> {
        var items = stored.inputItems(id, ClientKeyFilter.client(request)).valueStream().toList();
        yield Responses.json(200, page(items, request));
      }
      case KeptResponse.There there -> told(ask("GET", there, "/" + id + "/input_items", request));
    };
  }

  /** The newest first unless {@code order=asc}; {@code after} an id, as many as {@code limit}. */
  private static ObjectNode page(List<JsonNode> items, HttpRequest<?> request)
      throws GatewayException {
    var parameters = request.getParameters();
    var all = new ArrayList<>(items);
    if (!parameters.getFirst("order").orElse("desc").equals("asc")) {
      Collections.reverse(all);
    }
    var after = parameters.getFirst("after");
    int start = after.map(id -> place(all, id) + 1).orElse(0);
    var shown =
        all.subList(start, Math.min(all.size(), start + limit(parameters.getFirst("limit"))));
    var list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data").addAll(shown);
    list.set("first_id", shown.isEmpty() ? null : shown.getFirst().get("id"));
    list.set("last_id", shown.isEmpty() ? null : shown.getLast().get("id"));
    return list.put("has_more", start + shown.size() < all.size());
  }

  private static int place(List<JsonNode> items, String id) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).path("id").asText().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static int limit(Optional<String> given) throws GatewayException {
    String text = given.orElse(Integer.toString(LISTED));
    if (!text.matches("\\d{1,3}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MOST_LISTED) {
      throw JsonRequests.refused(
          "limit", "limit: \"" + text + "\" (expected: a number from 1 to " + MOST_LISTED + ")");
    }
    return Integer.parseInt(text);
  }

  private KeptResponse find(HttpRequest<?> request, String id) throws GatewayException {
    return stored.find(id, ClientKeyFilter.client(request)).orElseThrow(() -> notFound(id));
  }

  private static GatewayException notFound(String id) {
    return new GatewayException(ClientError.of(404, "Response with id '" + id + "' not found."));
  }

  private SideHttp.Answer ask(
      String method, KeptResponse.There there, String path, HttpRequest<?> request)
      throws GatewayException, InterruptedException {
    try {
      return upstream
          .ask(method, there, path, query(request))
          .orElseThrow(
              () ->
                  new GatewayException(
                      ClientError.of(
                          404,
                          "the credential of "
                              + there.provider()
                              + " that made this response is not configured any more")));
    } catch (IOException e) {
      throw new GatewayException(
          ClientError.of(502, there.provider() + " did not answer: " + e.getMessage()));
    }
  }

  /** The client's query without its key. */
  private static String query(HttpRequest<?> request) {
    String query = Optional.ofNullable(request.getUri().getRawQuery()).orElse("");
    return String.join(
        "&",
        Arrays.stream(query.split("&"))
            .filter(field -> !field.isEmpty() && !field.startsWith("key="))
            .toList());
  }

  /** A refusal of the gateway's credential is not the client's fault. */
  private static HttpResponse<?> told(SideHttp.Answer answer) throws GatewayException {
    if (answer.status() == 401 || answer.status() == 403) {
      throw new GatewayException(
          ClientError.of(502, "upstream refuses the credential that made this response")
              .withCode("credentials_refused"));
    }
    return Responses.json(answer.status(), Headers.NONE, answer.body());
  }
}
