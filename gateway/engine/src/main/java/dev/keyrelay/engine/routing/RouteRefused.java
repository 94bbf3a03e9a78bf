package dev.keyrelay.engine.routing;

import java.util.List;
import java.util.stream.Collectors;

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

  /** The same refusal, with what may have been meant. */
  RouteRefused meaning(List<String> names) {
    return names.isEmpty()
        ? this
        : new RouteRefused(
            reason,
            getMessage()
                + "; did you mean "
                + names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(" or "))
                + "?");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
