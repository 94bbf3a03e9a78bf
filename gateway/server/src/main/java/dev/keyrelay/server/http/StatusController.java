package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Finding;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.util.List;

/** Whether the gateway is alive and ready, and which providers it has. */
@Controller
@Produces(MediaType.ALL)
final class StatusController {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Engine engine;

  StatusController(Engine engine) {
    this.engine = engine;
  }

  /** Ready if some provider has a credential; 503 with reasons otherwise. */
  @Get("/health")
  HttpResponse<?> health() {
    var providers = engine.providers();
    boolean ready = !providers.isEmpty();
    var body = JSON.objectNode().put("status", ready ? "ready" : "not_ready").put("live", true);
    var list = body.putObject("providers");
    providers.forEach(
        (id, provider) -> list.putObject(id).put("credentials", provider.pool().size()));
    needLogin(body.putArray("needs_login"));
    var reasons = body.putArray("reasons");
    if (!ready) {
      reasons.add("no provider has a credential: set <PROVIDER>_API_KEY and start again");
    }
    var refused = body.putArray("refused_plugins");
    engine.plugins().refused().forEach(refusal -> refused.add(refusal.toString()));
    body.put("findings", errors());
    var problems = body.putArray("problems");
    engine.problems().forEach(problems::add);
    return Responses.json(ready ? 200 : 503, body);
  }

  /** Accounts that must log in again, by the names of their files or variables, and why. */
  private void needLogin(ArrayNode list) {
    var why = engine.wiring().accounts().loggedOut();
    engine.wiring().credentials().byProvider().values().stream()
        .flatMap(List::stream)
        .filter(found -> why.containsKey(found.id()))
        .forEach(
            found ->
                list.addObject()
                    .put("provider", found.provider())
                    .put("credential", found.id())
                    .put("name", found.origin().name())
                    .put("reason", why.get(found.id())));
  }

  private long errors() {
    return engine.configuration().findings().stream()
        .filter(finding -> finding.level() == Finding.Level.ERROR)
        .count();
  }

  /** A bare array of the ids of every installed provider, as the system being replaced answers. */
  @Get("/v1/providers")
  HttpResponse<?> providers() {
    var ids = JSON.arrayNode();
    engine.wiring().credentials().services().stream()
        .map(service -> service.id())
        .sorted()
        .forEach(ids::add);
    return Responses.json(200, ids);
  }
}
