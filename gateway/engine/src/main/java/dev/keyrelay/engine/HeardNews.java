package dev.keyrelay.engine;

import static dev.keyrelay.engine.SharedNews.AT;
import static dev.keyrelay.engine.SharedNews.CREDENTIAL;
import static dev.keyrelay.engine.SharedNews.GROUP;
import static dev.keyrelay.engine.SharedNews.KIND;
import static dev.keyrelay.engine.SharedNews.MODEL;
import static dev.keyrelay.engine.SharedNews.PROVIDER;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.limit.FairCycle;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Takes in what other instances tell of credentials. */
final class HeardNews {

  /** What else changes by news. */
  interface Pools {

    /** What held a credential back may have changed. */
    void wake(String provider, String credential);

    /** Takes a credential out of the choice, or lets it in again. */
    boolean setDisabled(String provider, String credential, boolean out);

    /** A credential serves a conversation. */
    void bind(String provider, long conversation, String credential);
  }

  private final Ledger ledger;
  private final Cooldowns cooldowns;
  private final FairCycle fairCycle;
  private final Pools pools;
  private volatile @Nullable Thread hearing;

  HeardNews(Ledger ledger, Cooldowns cooldowns, FairCycle fairCycle, Pools pools) {
    this.ledger = ledger;
    this.cooldowns = cooldowns;
    this.fairCycle = fairCycle;
    this.pools = pools;
  }

  /** Whether what the current thread changes is what another instance told. */
  boolean isHearing() {
    return Thread.currentThread().equals(hearing);
  }

  /** Takes in what another instance told; of a kind that this version does not know, nothing. */
  void hear(JsonNode news) {
    hearing = Thread.currentThread();
    try {
      Arrays.stream(SharedNews.Kind.values())
          .filter(kind -> kind.name().equals(text(news, KIND)))
          .forEach(kind -> hear(kind, news));
    } finally {
      hearing = null;
    }
  }

  private void hear(SharedNews.Kind kind, JsonNode news) {
    switch (kind) {
      case USE -> used(news);
      case COOL -> cooldown(news, Optional.of(cooldown(news)));
      case CLEAR -> cooldown(news, Optional.empty());
      case USED_UP -> fairCycle.exhausted(subject(news), text(news, "why"), at(news));
      case NEW_CYCLE ->
          fairCycle.beginAnew(
              text(news, PROVIDER), text(news, "s"), news.path("tier").asInt(), at(news));
      case DISABLE ->
          pools.setDisabled(
              text(news, PROVIDER), text(news, CREDENTIAL), news.path("out").asBoolean());
      case BIND ->
          pools.bind(text(news, PROVIDER), news.path("s").asLong(), text(news, CREDENTIAL));
    }
  }

  private static String text(JsonNode news, String field) {
    return news.path(field).asText();
  }

  private static Instant at(JsonNode news) {
    return Instant.ofEpochMilli(news.path(AT).asLong());
  }

  private static Optional<String> stated(JsonNode news, String field) {
    return Optional.of(text(news, field)).filter(text -> !text.isEmpty());
  }

  private static Subject subject(JsonNode news) {
    return new Subject(
        text(news, PROVIDER), text(news, CREDENTIAL), text(news, MODEL), stated(news, GROUP));
  }

  private void used(JsonNode news) {
    var subject = subject(news);
    ledger.begin(subject, at(news));
    ledger.record(
        new Outcome(
            subject,
            Outcome.Result.valueOf(text(news, "r")),
            stated(news, "f").map(FailureKind::valueOf),
            Optional.of(news.path("u")).filter(JsonNode::isObject).map(HeardNews::usage),
            at(news)));
  }

  private static TokenUsage usage(JsonNode from) {
    return new TokenUsage(
        from.path("in").asLong(),
        from.path("cached").asLong(),
        from.path("write").asLong(),
        from.path("out").asLong(),
        from.path("thought").asLong(),
        from.has("usd") ? OptionalDouble.of(from.path("usd").asDouble()) : OptionalDouble.empty(),
        from.path("about").asBoolean(),
        new TokenUsage.Apart(
            from.path("hour").asLong(),
            from.path("heard").asLong(),
            from.path("spoken").asLong(),
            from.path("tools").asLong()));
  }

  private void cooldown(JsonNode news, Optional<Cooldown> cooldown) {
    var key =
        new CooldownKey(
            Scope.valueOf(text(news, "scope")),
            text(news, PROVIDER),
            text(news, CREDENTIAL),
            text(news, "s"));
    cooldown.ifPresentOrElse(now -> cooldowns.set(key, now), () -> cooldowns.clear(key));
    pools.wake(key.provider(), key.credential());
  }

  private static Cooldown cooldown(JsonNode news) {
    return new Cooldown(
        Instant.ofEpochMilli(news.path("until").asLong()),
        text(news, "cause"),
        Cooldown.Source.valueOf(text(news, "source")),
        Instant.ofEpochMilli(news.path("since").asLong()),
        news.path("level").asInt());
  }
}
