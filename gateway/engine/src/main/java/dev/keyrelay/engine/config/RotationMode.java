package dev.keyrelay.engine.config;

/** How a credential is chosen among those that may serve. */
public enum RotationMode {
  /** Spread over all, the least used the likeliest. */
  BALANCED,
  /** One until it is used up, then the next. */
  SEQUENTIAL
}
