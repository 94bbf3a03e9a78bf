package dev.keyrelay.engine.config;

/** How a function answers. */
public enum LambdaResponse {
  /** Piece by piece: for function URLs whose invoke mode is {@code RESPONSE_STREAM}. */
  STREAM,
  /** Whole, up to 6 MB: for everything else. */
  BUFFER
}
