package dev.keyrelay.engine.usage;

/** What the ledger keeps a book for. */
public enum Counted {
  /** A whole credential. */
  CREDENTIAL,
  /** A quota group of one credential. */
  QUOTA_GROUP,
  /** A model of one credential. */
  MODEL
}
