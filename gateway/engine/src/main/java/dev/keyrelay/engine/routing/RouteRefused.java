package dev.keyrelay.engine.routing;

/** No plan: the requested model name stands for nothing that can be called. */
public final class RouteRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The name has no provider before its first slash, and is no alias. */
    NO_PROVIDER_NAMED,
    /** No such provider is installed. */
    UNKNOWN_PROVIDER,
    /** The provider has no credential. */
    NO_CREDENTIAL,
    /** The user's filters exclude the model. */
    FILTERED,
    /** The provider does not offer the operation. */
    NOT_OFFERED
  }

  private final Reason reason;

  public RouteRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
