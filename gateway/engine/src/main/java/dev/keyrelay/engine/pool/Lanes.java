package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Limit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The lanes of a pool, one per model in use. Guarded by the pool's lock. */
final class Lanes {

  /** Models that nobody configured are remembered up to this number, the least recent forgotten. */
  private static final int MOST = 1_000;

  /** A lane takes some twelve bytes for each member; a large pool has fewer of them. */
  private static final int MOST_PLACES = 2_000_000;

  /** More models than are in use at the same time, however large the pool is. */
  private static final int FEW = 100;

  private final String provider;
  private final List<Member> members;
  private final List<Limit> limits;
  private final LinkedHashMap<String, Lane> byModel = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param members all of the pool; may be filled later
   */
  Lanes(String provider, List<Member> members, List<Limit> limits) {
    this.provider = provider;
    this.members = members;
    this.limits = limits;
  }

  Lane of(LeaseWish wish) {
    Lane lane = byModel.get(wish.model());
    if (lane == null) {
      lane = new Lane(provider, wish.model(), wish.quotaGroup(), members, limits);
      byModel.put(wish.model(), lane);
      forgetOldest();
    }
    return lane;
  }

  /**
   * Takes over the models of other lanes, and the sequential rotation's choices that are still
   * members. Who was held back there is asked again.
   */
  void follow(Lanes others) {
    others.byModel.forEach(
        (model, other) -> {
          Lane lane = new Lane(provider, model, other.quotaGroup(), members, limits);
          lane.current = other.current != null && isMember(other.current) ? other.current : null;
          byModel.put(model, lane);
        });
  }

  private boolean isMember(Member one) {
    return one.index < members.size() && members.get(one.index) == one;
  }

  private void forgetOldest() {
    var oldest = byModel.values().iterator();
    int most = Math.clamp(MOST_PLACES / Math.max(1, members.size()), FEW, MOST);
    while (byModel.size() > most && oldest.hasNext()) {
      if (!oldest.next().anyWaiting()) {
        oldest.remove();
      }
    }
  }

  /**
   * The index of the sequential rotation's present choice for a model; -1 if there is none. Does
   * not count as a use of the lane.
   */
  int current(String model) {
    return byModel.entrySet().stream()
        .filter(entry -> entry.getKey().equals(model))
        .flatMap(entry -> Optional.ofNullable(entry.getValue().current).stream())
        .mapToInt(member -> member.index)
        .findFirst()
        .orElse(-1);
  }

  Collection<Lane> all() {
    return byModel.values();
  }
}
