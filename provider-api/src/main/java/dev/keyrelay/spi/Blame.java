package dev.keyrelay.spi;

/** What is at fault in a failure, and so what the next attempt must avoid. */
public enum Blame {
  /** The request: any credential of any provider of its kind would say the same. */
  REQUEST,
  /** The credential: another one of the same provider may serve. */
  CREDENTIAL,
  /** The model on this provider: another target may serve. */
  MODEL,
  /** The provider as a whole, or the way to it. */
  PROVIDER
}
