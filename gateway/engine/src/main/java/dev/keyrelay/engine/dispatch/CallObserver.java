package dev.keyrelay.engine.dispatch;

/** Is told of every call that reaches the engine: for logs of requests, and for live views. */
@FunctionalInterface
public interface CallObserver {

  /**
   * A call begins. Called by the call's own thread, which must not be kept waiting.
   *
   * @return who is told how it goes on; {@link CallTrace#NONE} for no interest
   */
  CallTrace begin(Call call);
}
