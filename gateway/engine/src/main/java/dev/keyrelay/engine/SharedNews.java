package dev.keyrelay.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells other instances what this one learns of credentials, with their ids and never their keys.
 * What it hears from them it does not repeat.
 */
final class SharedNews implements UsageObserver {

  /** What an item of news is about. */
  enum Kind {
    /** An attempt ended. */
    USE,
    /** A cooldown began or changed. */
    COOL,
    /** A cooldown is over before its time. */
    CLEAR,
    /** A credential is used up in its fair cycle. */
    USED_UP,
    /** A fair cycle begins anew though not all were used up. */
    NEW_CYCLE,
    /** An operator took a credential out, or let it in again. */
    DISABLE,
    /** A conversation is served by a credential. */
    BIND
  }

  static final String KIND = "k";
  static final String PROVIDER = "p";
  static final String CREDENTIAL = "c";
  static final String MODEL = "m";
  static final String GROUP = "g";
  static final String AT = "t";

  private final SharedState state;
  private final HeardNews heard;

  /**
   * Tells nothing yet.
   *
   * @param heard what takes in the news of others
   */
  SharedNews(SharedState state, HeardNews heard) {
    this.state = state;
    this.heard = heard;
  }

  private void tell(ObjectNode news) {
    if (!heard.isHearing()) {
      state.publish(news);
    }
  }

  private static ObjectNode of(Kind kind, String provider, String credential) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(KIND, kind.name())
        .put(PROVIDER, provider)
        .put(CREDENTIAL, credential);
  }

  private static ObjectNode of(Kind kind, Subject subject, Instant at) {
    var news =
        of(kind, subject.provider(), subject.credential())
            .put(MODEL, subject.model())
            .put(AT, at.toEpochMilli());
    subject.quotaGroup().ifPresent(group -> news.put(GROUP, group));
    return news;
  }

  @Override
  public void recorded(Outcome outcome) {
    if (heard.isHearing()) {
      return;
    }
    var news = of(Kind.USE, outcome.subject(), outcome.at()).put("r", outcome.result().name());
    outcome.failure().ifPresent(kind -> news.put("f", kind.name()));
    outcome.usage().ifPresent(usage -> write(usage, news.putObject("u")));
    tell(news);
  }

  private static void write(TokenUsage usage, ObjectNode to) {
    to.put("in", usage.uncachedInput()).put("cached", usage.cachedInput());
    to.put("write", usage.cacheWriteInput()).put("out", usage.output());
    to.put("thought", usage.reasoning()).put("about", usage.estimated());
    usage.costUsd().ifPresent(cost -> to.put("usd", cost));
    var apart = usage.apart();
    if (!apart.equals(TokenUsage.Apart.NONE)) {
      to.put("hour", apart.hourWrites()).put("tools", apart.toolCalls());
      to.put("heard", apart.audioInput()).put("spoken", apart.audioOutput());
    }
  }

  /** A cooldown is now this; empty if there is none any more. */
  void changed(CooldownKey key, Optional<Cooldown> cooldown) {
    var kind = cooldown.isPresent() ? Kind.COOL : Kind.CLEAR;
    var news =
        of(kind, key.provider(), key.credential())
            .put("scope", key.scope().name())
            .put("s", key.subject());
    cooldown.ifPresent(
        now ->
            news.put("until", now.until().toEpochMilli())
                .put("cause", now.cause())
                .put("source", now.source().name())
                .put("since", now.since().toEpochMilli())
                .put("level", now.level()));
    tell(news);
  }

  /** A credential is used up in its fair cycle. */
  void usedUp(Subject subject, String reason, Instant at) {
    tell(of(Kind.USED_UP, subject, at).put("why", reason));
  }

  /** A fair cycle begins anew though not all of its credentials were used up. */
  void beganAnew(String provider, String scope, int tier, Instant at) {
    tell(
        of(Kind.NEW_CYCLE, provider, "")
            .put("s", scope)
            .put("tier", tier)
            .put(AT, at.toEpochMilli()));
  }

  /** An operator took a credential out of the choice, or let it in again. */
  void disabled(String provider, String credential, boolean out) {
    tell(of(Kind.DISABLE, provider, credential).put("out", out));
  }

  /** A conversation is served by a credential. */
  void bound(String provider, long conversation, String credential) {
    tell(of(Kind.BIND, provider, credential).put("s", conversation));
  }
}
