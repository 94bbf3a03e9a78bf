package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.spi.Scope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What an operator does to credentials while the gateway runs. All of it outlives a restart. */
@Controller("/v1/admin")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AdminController {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Engine engine;

  AdminController(Engine engine) {
    this.engine = engine;
  }

  /** Every cooldown that is active, or has ended and was not disproved yet. */
  @Get("/cooldowns")
  HttpResponse<?> cooldowns(
      @QueryValue Optional<String> provider,
      @QueryValue Optional<String> credential,
      @QueryValue Optional<String> scope,
      @QueryValue Optional<String> subject)
      throws GatewayException {
    var now = engine.wiring().clock().instant();
    var wanted = wanted(provider, credential, scope, subject);
    var byName = new TreeMap<String, ObjectNode>();
    engine
        .wiring()
        .cooldowns()
        .forEach(
            (key, cooldown) -> {
              if (wanted.test(key)) {
                byName.put(key.toString(), card(key, cooldown).put("active", cooldown.active(now)));
              }
            });
    var body = JSON.objectNode();
    body.putArray("cooldowns").addAll(byName.values());
    return Responses.json(200, body);
  }

  /** Sets a cooldown in the place of whatever there is. */
  @Post("/cooldowns")
  HttpResponse<?> set(@Body byte[] body) throws GatewayException {
    var now = engine.wiring().clock().instant();
    var order = CooldownOrders.read(body, now);
    var key = order.key();
    var active = engine.providers().get(key.provider());
    if (active == null) {
      throw new GatewayException(
          ClientError.of(
              404,
              "provider: \""
                  + key.provider()
                  + "\" has no credential (expected: one of "
                  + engine.providers().keySet()
                  + ")"));
    }
    if (!key.credential().isEmpty() && !active.pool().has(key.credential())) {
      throw unknown(key.provider(), key.credential());
    }
    engine.wiring().cooldowns().impose(key, order.cooldown());
    return Responses.json(200, card(key, order.cooldown()).put("active", true));
  }

  private static Predicate<CooldownKey> wanted(
      Optional<String> provider,
      Optional<String> credential,
      Optional<String> scope,
      Optional<String> subject)
      throws GatewayException {
    var only =
        scope.isPresent()
            ? EnumSet.of(CooldownOrders.scope(scope.get()))
            : EnumSet.allOf(Scope.class);
    return key ->
        provider.map(key.provider()::equals).orElse(true)
            && credential.map(key.credential()::equals).orElse(true)
            && subject.map(key.subject()::equals).orElse(true)
            && only.contains(key.scope());
  }

  private static ObjectNode card(CooldownKey key, Cooldown cooldown) {
    return JSON.objectNode()
        .put("provider", key.provider())
        .put("credential", key.credential())
        .put("scope", key.scope().name().toLowerCase(Locale.ROOT))
        .put("subject", key.subject().isEmpty() ? null : key.subject())
        .put("cause", cooldown.cause())
        .put("source", cooldown.source().name().toLowerCase(Locale.ROOT))
        .put("since", cooldown.since().toString())
        .put("until", cooldown.until().toString())
        .put("level", cooldown.level());
  }

  /** Ends cooldowns: all, or those that every given parameter is true of. */
  @Delete("/cooldowns")
  HttpResponse<?> clear(
      @QueryValue Optional<String> provider,
      @QueryValue Optional<String> credential,
      @QueryValue Optional<String> scope,
      @QueryValue Optional<String> subject)
      throws GatewayException {
    var wanted = wanted(provider, credential, scope, subject);
    var keys = new ArrayList<CooldownKey>();
    engine
        .wiring()
        .cooldowns()
        .forEach(
            (key, _) -> {
              if (wanted.test(key)) {
                keys.add(key);
              }
            });
    keys.forEach(engine.wiring().cooldowns()::clear);
    return Responses.json(200, JSON.objectNode().put("cleared", keys.size()));
  }

  /** Lends the credential to no further attempt. */
  @Post("/credentials/{provider}/{id}/disable")
  HttpResponse<?> disable(String provider, String id) throws GatewayException {
    return set(provider, id, true);
  }

  @Post("/credentials/{provider}/{id}/enable")
  HttpResponse<?> enable(String provider, String id) throws GatewayException {
    return set(provider, id, false);
  }

  private HttpResponse<?> set(String provider, String id, boolean disabled)
      throws GatewayException {
    if (!engine.setDisabled(provider, id, disabled)) {
      throw unknown(provider, id);
    }
    return Responses.json(
        200,
        JSON.objectNode()
            .put("provider", provider)
            .put("credential", id)
            .put("disabled", disabled));
  }

  private static GatewayException unknown(String provider, String id) {
    return new GatewayException(
        ClientError.of(
            404,
            "credential: \""
                + id
                + "\" is not one of provider \""
                + provider
                + "\" (expected: a stable_id of GET /v1/quota-stats)"));
  }
}
