package dev.keyrelay.lambda;

import dev.keyrelay.engine.Engine;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * What a function does before a snapshot of its process is taken and after it is restored (CRaC;
 * AWS Lambda SnapStart). No invocation runs meanwhile.
 */
final class Snapshot implements Resource {

  private final Engine engine;

  private Snapshot(Engine engine) {
    this.engine = engine;
  }

  /**
   * Has a function told of snapshots. The platform keeps it weakly: who is told must keep it, too.
   */
  static Snapshot of(Engine engine) {
    var snapshot = new Snapshot(engine);
    Core.getGlobalContext().register(snapshot);
    return snapshot;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    engine.suspend();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    engine.resume();
  }
}
