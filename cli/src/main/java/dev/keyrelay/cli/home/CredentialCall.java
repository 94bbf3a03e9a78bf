package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.account.AccountException;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.plugin.PluginDefect;
import dev.keyrelay.engine.pool.CredentialPool.MemberView;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of calling a provider once with a credential.
 *
 * @param credential the credential
 * @param answered whether the provider took it
 * @param sentence what came, or why nothing did; holds no secret
 * @param took how long it took
 */
public record CredentialCall(
    FoundCredential credential, boolean answered, String sentence, Duration took) {

  /** Asks for the list of models. */
  public static CredentialCall listing(FoundCredential one, Engine engine)
      throws InterruptedException {
    var clock = engine.wiring().clock();
    Instant begun = clock.instant();
    var provider = Optional.ofNullable(engine.providers().get(one.provider()));
    var listing = provider.flatMap(active -> active.provider().modelListing());
    if (provider.isEmpty() || listing.isEmpty()) {
      return new CredentialCall(
          one, false, "lists no models; ask one: --model MODEL", Duration.ZERO);
    }
    try {
      var fresh = engine.wiring().accounts().ready(current(provider.get(), one));
      int models = listing.get().list(fresh).size();
      return done(one, true, models + (models == 1 ? " model" : " models"), begun, engine);
    } catch (AccountException | IOException | RuntimeException e) {
      return done(one, false, PluginDefect.told(e), begun, engine);
    }
  }

  /** The credential as the engine knows it. */
  private static Credential current(ActiveProvider provider, FoundCredential one) {
    return provider.pool().members().stream()
        .map(MemberView::credential)
        .filter(credential -> credential.id().equals(one.id()))
        .findFirst()
        .orElse(one.credential());
  }

  /** Asks a model for a word, with this credential alone. */
  public static CredentialCall asking(String model, FoundCredential one, Engine engine)
      throws InterruptedException {
    Instant begun = engine.wiring().clock().instant();
    var provider = Optional.ofNullable(engine.providers().get(one.provider()));
    if (provider.isEmpty()) {
      return new CredentialCall(one, false, "its provider was not loaded", Duration.ZERO);
    }
    provider
        .get()
        .pool()
        .members()
        .forEach(
            member ->
                provider
                    .get()
                    .pool()
                    .setDisabled(
                        member.credential().id(), !member.credential().id().equals(one.id())));
    var body = JsonBody.MAPPER.createObjectNode().put("model", one.provider() + "/" + model);
    body.putArray("messages").addObject().put("role", "user").put("content", "Say: yes");
    body.put("max_tokens", 16);
    try {
      return switch (engine.chat(body.toString())) {
        case Answer.Whole _ -> done(one, true, model + " answered", begun, engine);
        case Answer.Streamed streamed -> {
          streamed.stream().close();
          yield done(one, true, model + " answered", begun, engine);
        }
      };
    } catch (GatewayException e) {
      return done(one, false, String.valueOf(e.getMessage()), begun, engine);
    }
  }

  private static CredentialCall done(
      FoundCredential one, boolean answered, String sentence, Instant begun, Engine engine) {
    return new CredentialCall(
        one,
        answered,
        sentence.lines().findFirst().orElse(""),
        Duration.between(begun, engine.wiring().clock().instant()));
  }

  /** For programs. */
  public ObjectNode json() {
    return JsonBody.MAPPER
        .createObjectNode()
        .put("provider", credential.provider())
        .put("id", credential.id())
        .put("found_in", credential.origin().name())
        .put("answered", answered)
        .put("sentence", sentence)
        .put("took_ms", took.toMillis());
  }
}
