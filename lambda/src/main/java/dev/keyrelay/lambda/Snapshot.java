package dev.keyrelay.lambda;

import dev.keyrelay.engine.Engine;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a function does before a snapshot of its process is taken and after it is restored (CRaC;
 * AWS Lambda SnapStart). No invocation runs meanwhile.
 */
final class Snapshot implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

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
    beforeCheckpoint();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    afterRestore();
  }

  /** Tells what is known, and closes every connection. */
  void beforeCheckpoint() {
    engine.suspend();
    LOG.info("Ready for a snapshot: connections are closed");
  }

  /** Serves again, as one of several copies. */
  void afterRestore() {
    engine.resume();
    LOG.info("Restored from a snapshot: connections and random numbers are new");
  }
}
