package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.limit.Verdict;
import dev.keyrelay.engine.pool.Candidate.Exclusion;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Credential;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Works out what a choice would come to, from a snapshot of the pool. In pools with more than
 * {@link Rendezvous#REACH} usable members of one priority, chance and sampling make it an
 * approximation.
 */
final class Explanation {

  /** A member as it stood when the snapshot was taken. */
  record Seen(
      int index,
      Credential credential,
      int priority,
      int inFlight,
      int max,
      int optimal,
      boolean disabled,
      long hash) {

    static Seen of(Member member) {
      return new Seen(
          member.index,
          member.credential,
          member.priority,
          member.inFlight,
          member.max,
          member.optimal,
          member.disabled,
          member.hash);
    }

    String id() {
      return credential.id();
    }
  }

  /**
   * The pool at one moment.
   *
   * @param members every member, in configured order
   * @param current the index of the sequential rotation's present choice for the model; -1 if there
   *     is none
   * @param session what is remembered of the wish's session
   * @param setAside the cooldown of the whole provider, or of the model on it
   * @param closed why no member may be used at all
   */
  record Snapshot(
      String provider,
      List<Seen> members,
      int current,
      Optional<SessionView> session,
      Optional<Cooldown> setAside,
      Optional<Verdict.Blocked> closed,
      Instant now) {}

  private final Snapshot snapshot;
  private final LeaseWish wish;
  private final PoolRules rules;
  private final List<Limit> limits;
  private final UsageLedger ledger;
  private final Map<String, List<Exclusion>> exclusions = new HashMap<>();

  Explanation(
      Snapshot snapshot, LeaseWish wish, PoolRules rules, List<Limit> limits, UsageLedger ledger) {
    this.snapshot = snapshot;
    this.wish = wish;
    this.rules = rules;
    this.limits = limits;
    this.ledger = ledger;
  }

  Choice choice() {
    snapshot.members.forEach(seen -> exclusions.put(seen.id(), exclusions(seen)));
    var usable = snapshot.members.stream().filter(this::usable).toList();
    int best = usable.stream().mapToInt(Seen::priority).min().orElse(0);
    var first = usable.stream().filter(seen -> seen.priority == best).toList();
    var own = snapshot.session.flatMap(session -> seen(session.credential()));
    if (own.isPresent() && usable(own.get())) {
      return choice("session", certain(own.get()), own, false);
    }
    if (own.filter(this::returnsSoon).isPresent()) {
      return choice("session", certain(own.get()), own, true);
    }
    var conversation = wish.conversation();
    if (conversation.named().isPresent() && !rules.forgetsSessions()) {
      return rendezvous(first, conversation.named().getAsLong());
    }
    return switch (rules.rotation()) {
      case SEQUENTIAL -> sequential(first, conversation);
      case BALANCED -> balanced(first);
    };
  }

  /** A conversation that nobody has served is spread; other requests follow the rotation. */
  private Choice sequential(List<Seen> first, Conversation conversation) {
    if (rules.forgetsSessions() || !conversation.isOne()) {
      return rotation(first);
    }
    return conversation.home().isPresent()
        ? rendezvous(first, conversation.home().getAsLong())
        : spread(first);
  }

  /** Where a conversation goes of which nothing is known yet depends on how it begins. */
  private Choice spread(List<Seen> first) {
    var among = relaxed(first);
    var scores = new HashMap<String, double[]>();
    among.forEach(seen -> scores.put(seen.id(), new double[] {0, 1.0 / among.size()}));
    var only = among.size() == 1 ? among.stream().findFirst() : Optional.<Seen>empty();
    return choice("rendezvous", scores, only, false);
  }

  /** Those below their optimal concurrency, if there are any. */
  private static List<Seen> relaxed(List<Seen> first) {
    var relaxed = first.stream().filter(seen -> seen.inFlight < seen.optimal).toList();
    return relaxed.isEmpty() ? first : relaxed;
  }

  private List<Exclusion> exclusions(Seen seen) {
    var found = new ArrayList<Exclusion>();
    if (seen.disabled) {
      found.add(new Exclusion("operator", "disabled", Optional.empty()));
    }
    if (wish.tried().contains(seen.id())) {
      found.add(
          new Exclusion(
              "response", "did not make the response that is continued", Optional.empty()));
    }
    if (seen.inFlight >= seen.max) {
      found.add(new Exclusion("concurrency", "at its concurrency limit", Optional.empty()));
    }
    var subject = subject(seen);
    for (Limit limit : limits) {
      if (limit.check(subject, snapshot.now) instanceof Verdict.Blocked blocked) {
        found.add(new Exclusion(limit.name(), blocked.reason(), blocked.until()));
      }
    }
    snapshot.closed.ifPresent(
        closed -> found.add(new Exclusion(closedBy(), closed.reason(), closed.until())));
    return found;
  }

  private String closedBy() {
    return snapshot
        .setAside
        .filter(cooldown -> cooldown.source() == Cooldown.Source.OPERATOR)
        .map(_ -> "provider")
        .orElse("outage");
  }

  private Subject subject(Seen seen) {
    return new Subject(snapshot.provider, seen.id(), wish.model(), wish.quotaGroup());
  }

  private Optional<Seen> seen(String credential) {
    return snapshot.members.stream().filter(seen -> seen.id().equals(credential)).findFirst();
  }

  private boolean usable(Seen seen) {
    return exclusions.getOrDefault(seen.id(), List.of()).isEmpty();
  }

  private boolean returnsSoon(Seen seen) {
    var patience = snapshot.now.plus(rules.sessions().patience());
    return !seen.disabled
        && !rules.sessions().patience().isZero()
        && exclusions.getOrDefault(seen.id(), List.of()).stream()
            .allMatch(one -> one.until().map(until -> !until.isAfter(patience)).orElse(true));
  }

  private Choice rendezvous(List<Seen> first, long session) {
    var scores = new HashMap<String, double[]>();
    var best =
        relaxed(first).stream()
            .max(Comparator.comparingLong(seen -> Rendezvous.score(session, seen.hash)));
    for (Seen seen : first) {
      // From 0 to 1, in the order in which the numbers are compared.
      double score = (double) Rendezvous.score(session, seen.hash) / 0x1p64 + 0.5;
      scores.put(seen.id(), new double[] {score, best.filter(seen::equals).isPresent() ? 1 : 0});
    }
    return choice("rendezvous", scores, best, false);
  }

  private Choice rotation(List<Seen> first) {
    var current = first.isEmpty() ? Optional.<Seen>empty() : at(snapshot.current);
    int start =
        current
            .filter(seen -> seen.priority == first.getFirst().priority)
            .map(Seen::index)
            .orElse(0);
    int all = snapshot.members.size();
    var order =
        first.stream()
            .sorted(Comparator.comparingInt(seen -> Math.floorMod(seen.index - start, all)))
            .toList();
    var relaxed = order.stream().filter(seen -> seen.inFlight < seen.optimal).findFirst();
    var chosen = relaxed.or(() -> order.stream().findFirst());
    var scores = new HashMap<String, double[]>();
    for (int i = 0; i < order.size(); i++) {
      boolean is = chosen.filter(order.get(i)::equals).isPresent();
      scores.put(order.get(i).id(), new double[] {i, is ? 1 : 0});
    }
    return choice("sequential", scores, chosen, false);
  }

  private Optional<Seen> at(int index) {
    return index < 0 ? Optional.empty() : Optional.of(snapshot.members.get(index));
  }

  private Choice balanced(List<Seen> first) {
    var among = relaxed(first);
    var used = new HashMap<String, Double>();
    among.forEach(
        seen ->
            used.put(
                seen.id(), (double) ledger.requests(subject(seen), snapshot.now) + seen.inFlight));
    double most = used.values().stream().mapToDouble(count -> count).max().orElse(0);
    double tolerance = rules.tolerance();
    var ranked =
        among.stream()
            .sorted(
                Comparator.comparingDouble((Seen seen) -> used.getOrDefault(seen.id(), 0.0))
                    .thenComparing(Seen::index))
            .toList();
    double sum = used.values().stream().mapToDouble(count -> most - count + tolerance + 1).sum();
    int all = ranked.size();
    // The chance that the least used of all is in the sample, then of each after it being the
    // least.
    double least = Math.min(1, (double) Draw.SAMPLE / Math.max(1, all));
    var scores = new HashMap<String, double[]>();
    for (int rank = 0; rank < all; rank++) {
      double count = used.getOrDefault(ranked.get(rank).id(), 0.0);
      double share = tolerance <= 0 ? least : (most - count + tolerance + 1) / sum;
      scores.put(ranked.get(rank).id(), new double[] {count, share});
      least *= Math.max(0, (double) (all - rank - Draw.SAMPLE) / (all - rank - 1));
    }
    boolean sure = all == 1 || (tolerance <= 0 && all <= Draw.SAMPLE);
    return choice("balanced", scores, sure ? ranked.stream().findFirst() : Optional.empty(), false);
  }

  private static Map<String, double[]> certain(Seen seen) {
    return Map.of(seen.id(), new double[] {1, 1});
  }

  private Choice choice(
      String how, Map<String, double[]> scores, Optional<Seen> chosen, boolean waits) {
    var candidates =
        snapshot.members.stream()
            .map(seen -> candidate(seen, scores.getOrDefault(seen.id(), new double[2])))
            .sorted(
                Comparator.comparing((Candidate one) -> !one.usable())
                    .thenComparing(one -> -one.share())
                    .thenComparing(Candidate::priority))
            .toList();
    return new Choice(
        how, chosen.map(Seen::id), candidates, snapshot.session, waits, snapshot.setAside);
  }

  private Candidate candidate(Seen seen, double[] score) {
    return new Candidate(
        seen.credential,
        seen.priority,
        seen.inFlight,
        seen.max,
        score[0],
        score[1],
        exclusions.getOrDefault(seen.id(), List.of()));
  }
}
