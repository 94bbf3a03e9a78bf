package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.explain.RouteExplanation;
import dev.keyrelay.engine.explain.RouteExplanation.CredentialView;
import dev.keyrelay.engine.explain.RouteExplanation.TargetView;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.pool.Candidate;
import dev.keyrelay.engine.pool.SessionView;
import dev.keyrelay.engine.routing.Considered;
import dev.keyrelay.engine.usage.WindowState;
import dev.keyrelay.spi.FailureKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An explained route as JSON; the README shows its shape.
 *
 * @param mostExcluded the most excluded credentials that are shown of a target
 */
public record RouteJson(int mostExcluded) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public ObjectNode of(RouteExplanation route) {
    var question = route.question();
    var root =
        JSON.objectNode()
            .put("model", question.model())
            .put("operation", word(question.operation()))
            .put("dialect", word(question.dialect()))
            .put("at", route.at().toString());
    root.set("chosen", route.first().map(RouteJson::chosen).orElse(null));
    var targets = root.putArray("targets");
    for (int i = 0; i < route.targets().size(); i++) {
      targets.add(target(i + 1, route.targets().get(i)));
    }
    var leftOut = root.putArray("left_out");
    route.leftOut().forEach(out -> leftOut.add(leftOut(out)));
    boolean chained = route.targets().size() > 1;
    var chain = route.chain().after(!chained, question.stream());
    var movesOn = root.putArray("moves_on_after");
    var stops = root.putArray("stops_after");
    for (FailureKind kind : FailureKind.values()) {
      (chain.movesOn(kind) ? movesOn : stops).add(word(kind));
    }
    return root;
  }

  private static ObjectNode chosen(TargetView target) {
    var choice = target.choice();
    return JSON.objectNode()
        .put("target", target.target().toString())
        .put("credential", choice.chosen().orElse(null))
        .put("how", choice.how())
        .put("waits", choice.waits());
  }

  private static ObjectNode leftOut(Considered.LeftOut out) {
    return JSON.objectNode()
        .put("name", out.name())
        .put("reason", word(out.refusal().reason()))
        .put("message", out.refusal().getMessage());
  }

  private ObjectNode target(int place, TargetView target) {
    var choice = target.choice();
    var json =
        JSON.objectNode()
            .put("place", place)
            .put("target", target.target().toString())
            .put("provider", target.target().provider())
            .put("upstream_model", target.target().model())
            .put("quota_group", target.quotaGroup().orElse(null))
            .put("passes_through", target.passesThrough())
            .put("how", choice.how())
            .put("chosen", choice.chosen().orElse(null))
            .put("waits", choice.waits());
    json.set("set_aside", choice.setAside().map(RouteJson::cooldown).orElse(null));
    json.set("session", choice.session().map(RouteJson::session).orElse(null));
    var usable = json.putArray("candidates");
    var excluded = json.putArray("excluded");
    var counts = new TreeMap<String, Integer>();
    for (CredentialView credential : target.credentials()) {
      if (credential.candidate().usable()) {
        usable.add(candidate(credential));
      } else {
        credential
            .candidate()
            .exclusions()
            .forEach(one -> counts.merge(one.limit(), 1, Integer::sum));
        if (excluded.size() < mostExcluded) {
          excluded.add(candidate(credential));
        }
      }
    }
    var byLimit = json.putObject("excluded_by");
    counts.forEach(byLimit::put);
    return json;
  }

  private static ObjectNode candidate(CredentialView view) {
    var candidate = view.candidate();
    var json =
        JSON.objectNode()
            .put("credential", candidate.credential().id())
            .put("name", view.name())
            .put("priority", candidate.priority())
            .put("score", candidate.score())
            .put("share", candidate.share())
            .put("in_flight", candidate.inFlight());
    if (candidate.max() != Integer.MAX_VALUE) {
      json.put("max_concurrent", candidate.max());
    } else {
      json.putNull("max_concurrent");
    }
    json.set("windows", windows(view.windows()));
    if (!candidate.usable()) {
      json.set("exclusions", exclusions(view));
    }
    return json;
  }

  private static ArrayNode windows(List<WindowState> windows) {
    var all = JSON.arrayNode();
    for (WindowState window : windows) {
      var json =
          all.addObject()
              .put("name", window.rule().name())
              .put("counts", word(window.rule().unit()))
              .put("of", word(window.counted()))
              .put("used", window.used())
              .put("in_flight", window.inFlight());
      window
          .limit()
          .ifPresentOrElse(limit -> json.put("limit", limit), () -> json.putNull("limit"));
      window
          .remaining()
          .ifPresentOrElse(left -> json.put("remaining", left), () -> json.putNull("remaining"));
      window
          .fractionLeft()
          .ifPresentOrElse(
              left -> json.put("remaining_fraction", left),
              () -> json.putNull("remaining_fraction"));
      json.put("resets_at", window.endsAt().map(Object::toString).orElse(null));
    }
    return all;
  }

  /** Each reason; those of cooldowns once for each, with who says so. */
  private static ArrayNode exclusions(CredentialView view) {
    var all = JSON.arrayNode();
    for (Candidate.Exclusion one : view.candidate().exclusions()) {
      if (one.limit().equals("cooldown") && !view.cooldowns().isEmpty()) {
        view.cooldowns().forEach((key, cooldown) -> all.add(exclusion(key, cooldown)));
      } else {
        all.addObject()
            .put("limit", one.limit())
            .put("reason", one.reason())
            .put("source", source(one.limit()))
            .put("until", one.until().map(Object::toString).orElse(null));
      }
    }
    return all;
  }

  private static String source(String limit) {
    return switch (limit) {
      case "stated_rate" -> "upstream";
      case "operator", "provider" -> "operator";
      case "outage" -> "default";
      case "quota_window" -> "configuration or upstream";
      default -> "configuration";
    };
  }

  private static ObjectNode exclusion(CooldownKey key, Cooldown cooldown) {
    var json = cooldown(cooldown);
    json.put("limit", "cooldown")
        .put("reason", cooldown.cause())
        .put("scope", word(key.scope()))
        .put("subject", Optional.of(key.subject()).filter(s -> !s.isEmpty()).orElse(null));
    return json;
  }

  private static ObjectNode cooldown(Cooldown cooldown) {
    return JSON.objectNode()
        .put("cause", cooldown.cause())
        .put("source", word(cooldown.source()))
        .put("since", cooldown.since().toString())
        .put("until", cooldown.until().toString())
        .put("level", cooldown.level());
  }

  /** A session, without the model. */
  static ObjectNode session(SessionView session) {
    return JSON.objectNode()
        .put("session", session.session())
        .put("credential", session.credential())
        .put("requests", session.requests())
        .put("input_tokens", session.inputTokens())
        .put("cached_tokens", session.cachedTokens())
        .put("cache_write_tokens", session.cacheWriteTokens())
        .put("last_used", session.model().isEmpty() ? null : session.used().toString());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
