package dev.keyrelay.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells other instances what this one learns of credentials, and takes in what they learn: outcomes
 * and cooldowns, with ids of credentials and never their keys.
 */
final class SharedNews implements UsageObserver {

  private static final String KIND = "k";
  private static final String USED = "use";
  private static final String COOLED = "cool";
  private static final String CLEARED = "clear";

  private final SharedState state;
  private final Ledger ledger;
  private final Cooldowns cooldowns;
  private final Consumer<CooldownKey> changed;
  private volatile @Nullable Thread hearing;

  /**
   * News of some limits.
   *
   * @param changed is told which cooldown another instance changed
   */
  SharedNews(SharedState state, Ledger ledger, Cooldowns cooldowns, Consumer<CooldownKey> changed) {
    this.state = state;
    this.ledger = ledger;
    this.cooldowns = cooldowns;
    this.changed = changed;
  }

  private boolean isHearing() {
    return Thread.currentThread().equals(hearing);
  }

  @Override
  public void recorded(Outcome outcome) {
    if (isHearing()) {
      return;
    }
    var subject = outcome.subject();
    var news =
        of(USED, subject.provider(), subject.credential())
            .put("m", subject.model())
            .put("r", outcome.result().name())
            .put("t", outcome.at().toEpochMilli());
    subject.quotaGroup().ifPresent(group -> news.put("g", group));
    outcome.failure().ifPresent(kind -> news.put("f", kind.name()));
    outcome.usage().ifPresent(usage -> write(usage, news.putObject("u")));
    state.publish(news);
  }

  private static void write(TokenUsage usage, ObjectNode to) {
    to.put("in", usage.uncachedInput()).put("cached", usage.cachedInput());
    to.put("write", usage.cacheWriteInput()).put("out", usage.output());
    to.put("thought", usage.reasoning()).put("about", usage.estimated());
    usage.costUsd().ifPresent(cost -> to.put("usd", cost));
  }

  private static TokenUsage usage(JsonNode from) {
    return new TokenUsage(
        from.path("in").asLong(),
        from.path("cached").asLong(),
        from.path("write").asLong(),
        from.path("out").asLong(),
        from.path("thought").asLong(),
        from.has("usd") ? OptionalDouble.of(from.path("usd").asDouble()) : OptionalDouble.empty(),
        from.path("about").asBoolean());
  }

  /** A cooldown began, was renewed, shortened or cleared here. */
  void changed(CooldownKey key) {
    if (isHearing()) {
      return;
    }
    var cooldown = cooldowns.of(key.provider(), key.credential()).get(key);
    var news =
        of(cooldown == null ? CLEARED : COOLED, key.provider(), key.credential())
            .put("scope", key.scope().name())
            .put("s", key.subject());
    if (cooldown != null) {
      news.put("until", cooldown.until().toEpochMilli())
          .put("cause", cooldown.cause())
          .put("source", cooldown.source().name())
          .put("since", cooldown.since().toEpochMilli())
          .put("level", cooldown.level());
    }
    state.publish(news);
  }

  private static ObjectNode of(String kind, String provider, String credential) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(KIND, kind)
        .put("p", provider)
        .put("c", credential);
  }

  /** Takes in what another instance told; what it does not understand it leaves alone. */
  void hear(JsonNode news) {
    hearing = Thread.currentThread();
    try {
      switch (news.path(KIND).asText()) {
        case USED -> hearOutcome(news);
        case COOLED -> hearCooldown(news, Optional.of(cooldown(news)));
        case CLEARED -> hearCooldown(news, Optional.empty());
        default -> {}
      }
    } finally {
      hearing = null;
    }
  }

  private void hearOutcome(JsonNode news) {
    var group = Optional.of(news.path("g").asText()).filter(text -> !text.isEmpty());
    var subject =
        new Subject(
            news.path("p").asText(), news.path("c").asText(), news.path("m").asText(), group);
    var at = Instant.ofEpochMilli(news.path("t").asLong());
    ledger.begin(subject, at);
    ledger.record(
        new Outcome(
            subject,
            Outcome.Result.valueOf(news.path("r").asText()),
            Optional.of(news.path("f").asText())
                .filter(text -> !text.isEmpty())
                .map(FailureKind::valueOf),
            Optional.of(news.path("u")).filter(JsonNode::isObject).map(SharedNews::usage),
            at));
  }

  private void hearCooldown(JsonNode news, Optional<Cooldown> cooldown) {
    var key =
        new CooldownKey(
            Scope.valueOf(news.path("scope").asText()),
            news.path("p").asText(),
            news.path("c").asText(),
            news.path("s").asText());
    cooldown.ifPresentOrElse(now -> cooldowns.set(key, now), () -> cooldowns.clear(key));
    changed.accept(key);
  }

  private static Cooldown cooldown(JsonNode news) {
    return new Cooldown(
        Instant.ofEpochMilli(news.path("until").asLong()),
        news.path("cause").asText(),
        Cooldown.Source.valueOf(news.path("source").asText()),
        Instant.ofEpochMilli(news.path("since").asLong()),
        news.path("level").asInt());
  }
}
