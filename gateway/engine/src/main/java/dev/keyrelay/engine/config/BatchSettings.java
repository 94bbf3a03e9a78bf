package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * When embedding calls are made together.
 *
 * @param window how long the first call of a batch waits for others; zero for no batches
 * @param mostItems the most inputs of a batch
 * @param mostTokens the most tokens of a batch of several calls, estimated
 */
public record BatchSettings(Duration window, int mostItems, long mostTokens) {

  static BatchSettings read(Settings settings) {
    return new BatchSettings(
        settings.get(RequestVariables.BATCH_WINDOW),
        settings.get(RequestVariables.BATCH_ITEMS),
        settings.get(RequestVariables.BATCH_TOKENS));
  }

  /** Whether the user wants batches. */
  public boolean wanted() {
    return window.isPositive();
  }
}
