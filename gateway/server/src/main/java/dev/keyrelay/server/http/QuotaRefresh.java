package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.server.background.QuotaQuestions;
import dev.keyrelay.spi.Credential;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Asks providers what quota their credentials have left, and puts it into the ledger. */
@Singleton
final class QuotaRefresh {

  /** Credentials asked at the same time. */
  private static final int AT_ONCE = 16;

  private final Engine engine;
  private final QuotaQuestions questions;

  QuotaRefresh(Engine engine, QuotaQuestions questions) {
    this.engine = engine;
    this.questions = questions;
  }

  /** Does what is asked, and says in the old system's words how it went. */
  ObjectNode run(QuotaAction action) throws InterruptedException {
    var clock = engine.wiring().clock();
    var begin = clock.instant();
    var result =
        JsonNodeFactory.instance
            .objectNode()
            .put("action", action.action())
            .put("scope", action.scope())
            .put("provider", action.provider().orElse(null))
            .put("credential", action.credential().orElse(null));
    if (action.asksUpstream()) {
      ask(action, result);
    } else {
      result
          .put("success", true)
          .put("message", "Counters are always those of the running gateway; none was changed");
    }
    return result.put("duration_ms", Duration.between(begin, clock.instant()).toMillis());
  }

  private void ask(QuotaAction action, ObjectNode result) throws InterruptedException {
    var tasks = new ArrayList<Callable<Optional<String>>>();
    questions
        .providers()
        .forEach(
            (id, active) -> {
              var readings = questions.readings(id);
              if (readings.isPresent() && action.provider().map(id::equals).orElse(true)) {
                for (Credential credential : chosen(id, active, action)) {
                  tasks.add(() -> questions.ask(id, readings.get(), credential));
                }
              }
            });
    var errors = result.putArray("errors");
    for (Optional<String> error : all(tasks)) {
      error.ifPresent(errors::add);
    }
    result
        .put("credentials_refreshed", tasks.size())
        .put("success_count", tasks.size() - errors.size());
    unknown(action).ifPresent(errors::add);
    result.put("failed_count", errors.size()).put("success", errors.isEmpty());
  }

  /** What the action names and nobody has. */
  private Optional<String> unknown(QuotaAction action) {
    String id = action.provider().orElse("");
    var active = engine.provider(id);
    if (action.provider().isPresent() && active.isEmpty()) {
      return Optional.of(
          "provider: \"" + id + "\" (expected: one of " + engine.providers().keySet() + ")");
    }
    boolean nobody =
        action.scope().equals("credential")
            && active.filter(one -> chosen(id, one, action).isEmpty()).isPresent();
    return nobody
        ? Optional.of(
            "credential: \""
                + action.credential().orElse("")
                + "\" (expected: the stable_id, variable or file of one of "
                + id
                + ")")
        : Optional.empty();
  }

  private List<Credential> chosen(String provider, ActiveProvider active, QuotaAction action) {
    return active.pool().members().stream()
        .map(member -> member.credential())
        .filter(
            credential ->
                !action.scope().equals("credential")
                    || action
                        .credential()
                        .filter(named -> names(provider, named, credential))
                        .isPresent())
        .toList();
  }

  private boolean names(String provider, String named, Credential credential) {
    return credential.id().equals(named)
        || engine.wiring().credentials().of(provider).stream()
            .filter(found -> found.id().equals(credential.id()))
            .map(FoundCredential::origin)
            .anyMatch(origin -> origin.name().equals(named));
  }

  private static List<Optional<String>> all(List<Callable<Optional<String>>> tasks)
      throws InterruptedException {
    var results = new ArrayList<Optional<String>>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (var task : threads.invokeAll(tasks)) {
        results.add(task.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking for quotas failed", e.getCause());
    }
    return results;
  }
}
