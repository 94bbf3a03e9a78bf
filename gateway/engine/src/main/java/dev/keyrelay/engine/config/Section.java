package dev.keyrelay.engine.config;

/** What variables are grouped by in tables. */
public enum Section {
  /** Where the gateway listens and whom it serves. */
  SERVER("Server"),
  /** Credentials and addresses of providers. */
  CREDENTIALS("Credentials and endpoints"),
  /** OAuth accounts. */
  ACCOUNTS("OAuth accounts"),
  /** Which models there are. */
  MODELS("Models"),
  /** From a model name to targets. */
  ROUTING("Aliases and fallback"),
  /** Deadlines. */
  TIMEOUTS("Timeouts"),
  /** What happens after a failure. */
  RETRIES("Retries and cooldowns"),
  /** How credentials are chosen. */
  ROTATION("Rotation and concurrency"),
  /** Quotas the gateway keeps by itself. */
  LIMITS("Quota groups, caps and fair cycle"),
  /** Keeping a conversation on one credential. */
  SESSIONS("Sessions"),
  /** Logs and state. */
  OPERATION("Operation"),
  /** What a plugin reads for a provider of its own, and only it tells. */
  OWN("Of one provider alone"),
  /** Read by the system that KeyRelay replaces, and without effect here. */
  WITHOUT_EFFECT("Accepted without effect");

  private final String title;

  Section(String title) {
    this.title = title;
  }

  /** The heading. */
  public String title() {
    return title;
  }
}
