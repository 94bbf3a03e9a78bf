package dev.keyrelay.lambda;

import java.io.IOException;
import java.util.Map;

/**
 * The part that a runtime plays when Lambda takes a snapshot of its process after the start and
 * runs copies of it (SnapStart): "Implementing SnapStart hooks for container images" in the Lambda
 * developer guide. AWS's own runtimes play it for handlers.
 */
final class SnapshotLifecycle {

  private SnapshotLifecycle() {}

  /** Whether Lambda starts this process to take a snapshot of it. */
  static boolean wanted(Map<String, String> environment) {
    return "snap-start".equals(environment.get("AWS_LAMBDA_INITIALIZATION_TYPE"));
  }

  /**
   * Makes the function fit for a snapshot, waits until this process is a copy, and makes it serve
   * again.
   *
   * @param before what makes it fit
   * @param after what makes it serve
   * @return whether it serves; if not, Lambda knows why
   */
  static boolean pass(RuntimeApi api, Runnable before, Runnable after) throws IOException {
    try {
      before.run();
    } catch (RuntimeException e) {
      api.failStart(e);
      return false;
    }
    api.awaitRestore();
    try {
      after.run();
      return true;
    } catch (RuntimeException e) {
      api.failRestore(e);
      return false;
    }
  }
}
