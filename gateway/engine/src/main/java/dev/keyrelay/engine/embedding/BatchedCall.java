package dev.keyrelay.engine.embedding;

import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.GatewayException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A call that waits for its share of a batch. */
final class BatchedCall {

  private final Call call;
  private final Inputs inputs;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private volatile boolean left;

  BatchedCall(Call call, Inputs inputs) {
    this.call = call;
    this.inputs = inputs;
  }

  Call call() {
    return call;
  }

  Inputs inputs() {
    return inputs;
  }

  /** The client has gone away. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  void answered(Answer made) {
    answer.complete(made);
  }

  void failed(Exception e) {
    answer.completeExceptionally(e);
  }

  /** Waits for the answer. */
  Answer await() throws GatewayException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GatewayException told) {
        throw told;
      }
      throw new IllegalStateException("a batch of embeddings failed", e.getCause());
    }
  }
}
