package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.routing.Plan;
import dev.keyrelay.engine.routing.PlannedTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** In which order the targets of a plan are asked now. */
public final class TargetOrder {

  private TargetOrder() {}

  /** The plan's order, but those whose provider is set aside for its failures last. */
  public static List<PlannedTarget> of(
      Plan plan, Map<String, ActiveProvider> providers, Instant now) {
    if (plan.targets().size() == 1) {
      return plan.targets();
    }
    var order = new ArrayList<PlannedTarget>(plan.targets().size());
    var aside = new ArrayList<PlannedTarget>();
    for (PlannedTarget planned : plan.targets()) {
      var active = providers.get(planned.target().provider());
      boolean failing = active != null && active.pool().setAside(planned.target().model(), now);
      (failing ? aside : order).add(planned);
    }
    order.addAll(aside);
    return order;
  }
}
