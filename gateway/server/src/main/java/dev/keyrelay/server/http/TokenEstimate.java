package dev.keyrelay.server.http;

/**
 * Estimates tokens: four characters of what the model reads are a token, and an image or a file is
 * 300.
 */
final class TokenEstimate {

  static final long MEDIUM = 300;

  private static final int CHARACTERS_PER_TOKEN = 4;

  private TokenEstimate() {}

  /** The input tokens, at least 1. */
  static long of(ModelReading reading) {
    long texts = Math.ceilDiv(reading.characters(), CHARACTERS_PER_TOKEN);
    return Math.max(1, texts + reading.media() * MEDIUM);
  }
}
