package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.spi.Credential;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a pool, in configured order, and their lanes. Used under the pool's lock. */
final class Members {

  private PoolRules rules;
  private final List<Member> all = new ArrayList<>();
  private final Map<String, Member> byId = new HashMap<>();
  private final Lanes lanes;
  private int disabled;

  Members(
      String provider, List<CredentialPool.Entry> entries, PoolRules rules, List<Limit> limits) {
    this.rules = rules;
    this.lanes = new Lanes(provider, all, limits);
    for (var entry : entries) {
      var member =
          new Member(all.size(), entry.credential(), entry.priority(), rules.concurrency());
      if (byId.putIfAbsent(member.id(), member) == null) {
        all.add(member);
      }
    }
  }

  Lanes lanes() {
    return lanes;
  }

  List<Member> all() {
    return all;
  }

  Optional<Member> find(String credential) {
    return Optional.ofNullable(byId.get(credential));
  }

  /** How many are not disabled. */
  int enabled() {
    return all.size() - disabled;
  }

  /** Takes a member out of every choice, or lets it in again; whether that changes anything. */
  boolean setDisabled(Member member, boolean out) {
    if (member.disabled == out) {
      return false;
    }
    member.disabled = out;
    disabled += out ? 1 : -1;
    lanes.all().forEach(lane -> lane.setDisabled(member, out));
    return true;
  }

  /** Gives a member a fresh credential and its rank; whether the rank changes. */
  boolean replace(Member member, Credential fresh, int priority) {
    member.credential = fresh;
    if (member.priority == priority) {
      return false;
    }
    lanes.all().forEach(lane -> lane.setDisabled(member, true));
    member.rank(priority, rules.concurrency());
    lanes.all().forEach(lane -> lane.setDisabled(member, member.disabled));
    return true;
  }

  /** Lets members carry what other rules say. What held any of them back may have changed. */
  void follow(PoolRules other) {
    rules = other;
    for (Member member : all) {
      member.rank(member.priority, other.concurrency());
      release(member);
    }
  }

  /** What held a member back may have changed in any lane. */
  void release(Member member) {
    lanes.all().forEach(lane -> lane.release(member));
  }

  List<CredentialPool.MemberView> views() {
    return all.stream()
        .map(
            m ->
                new CredentialPool.MemberView(
                    m.credential, m.priority, m.inFlight, m.max, m.disabled))
        .toList();
  }
}
