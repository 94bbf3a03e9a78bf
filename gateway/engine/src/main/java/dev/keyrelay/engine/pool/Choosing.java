package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which member a wish gets: the conversation's own, else one of the best priority that has a usable
 * one. Guarded by the pool's lock.
 */
final class Choosing {

  /** Lends a member that has been chosen. */
  @FunctionalInterface
  interface Granting {
    /** The lease; {@code known} is what is remembered of the wish's conversation. */
    Lease lease(LeaseWish wish, Lane lane, Member member, Optional<Bound> known, Instant now);
  }

  private final CredentialPool.Parts parts;
  private final Affinity affinity;
  private final Granting granting;
  private Members members;
  private Selection selection;

  Choosing(Members members, Affinity affinity, CredentialPool.Parts parts, Granting granting) {
    this.members = members;
    this.affinity = affinity;
    this.parts = parts;
    this.granting = granting;
    this.selection = Selection.of(members.rules(), parts.ledger(), parts.random());
  }

  /** Chooses among others from now on. */
  void follow(Members others) {
    members = others;
  }

  /** Chooses by other rules from now on. */
  void follow(PoolRules rules) {
    selection = Selection.of(rules, parts.ledger(), parts.random());
  }

  /**
   * Lends a member, or says why not.
   *
   * @param elsewhere whether a conversation whose own member is busy may take another
   */
  LeaseResult choose(LeaseWish wish, Instant now, boolean elsewhere) {
    var closed = parts.cooldowns().closed(members.provider(), wish.model(), now);
    if (closed.isPresent()) {
      int all = members.enabled();
      var until = closed.get().until();
      var prospect = until.isPresent() ? Denied.NONE : Denied.TRIAL;
      return new Denied(all, Map.of(closed.get().reason(), all), until, prospect, 0);
    }
    var lane = members.lanes().of(wish);
    var known = affinity.of(wish.conversation());
    var kept = known.map(bound -> bound.member).filter(own -> !wish.tried().contains(own.id()));
    if (kept.isPresent() && !kept.get().disabled) {
      if (lane.serves(kept.get(), now)) {
        return granting.lease(wish, lane, kept.get(), known, now);
      }
      if (!elsewhere && returnsSoon(kept.get(), lane, now)) {
        return denied(wish, lane, now, Denied.ATTEMPT);
      }
    }
    var chosen = chosen(wish, lane, now);
    if (chosen.isEmpty() && !lane.anyReady() && gaveWay(wish, now)) {
      chosen = chosen(wish, lane, now);
    }
    return chosen.isPresent()
        ? granting.lease(wish, lane, chosen.get(), known, now)
        : denied(wish, lane, now, lane.prospect(wish.tried(), now));
  }

  private Optional<Member> chosen(LeaseWish wish, Lane lane, Instant now) {
    for (ReadySet set : lane.ready(now)) {
      var chosen = chosen(wish, lane, set, now);
      if (chosen.isPresent()) {
        return chosen;
      }
    }
    return Optional.empty();
  }

  private Optional<Member> chosen(LeaseWish wish, Lane lane, ReadySet set, Instant now) {
    var conversation = wish.conversation();
    if (conversation.home().isEmpty() || members.rules().forgetsSessions()) {
      return selection.choose(lane, set, wish.tried(), now);
    }
    long home = conversation.home().getAsLong();
    return conversation.named().isPresent()
        ? Rendezvous.choose(home, lane, set, wish.tried(), now)
        : selection.begin(home, lane, set, wish.tried(), now);
  }

  private boolean gaveWay(LeaseWish wish, Instant now) {
    return parts
        .listener()
        .nobodyServes(members.provider(), wish.quotaGroup().orElse(wish.model()), now);
  }

  /** A busy member may return at any moment; one that cools down returns at a known time. */
  private boolean returnsSoon(Member member, Lane lane, Instant now) {
    return lane.returns(member, now)
        .map(until -> !until.isAfter(now.plus(members.rules().sessions().patience())))
        .orElse(true);
  }

  private Denied denied(LeaseWish wish, Lane lane, Instant now, Denied.Prospect prospect) {
    return new Denied(
        members.enabled(), lane.reasons(), lane.earliest(now), prospect, wish.tried().size());
  }
}
