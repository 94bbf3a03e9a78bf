package dev.keyrelay.spi;

/** Why an attempt failed. Each kind names what is to blame and what its cooldown covers. */
public enum FailureKind {
  /** The request is malformed, or asks for what the model does not do. */
  INVALID_REQUEST(Blame.REQUEST, Scope.NONE, 400),
  /** The conversation does not fit the model's context. */
  CONTEXT_TOO_LONG(Blame.REQUEST, Scope.NONE, 400),
  /** The request body is larger than upstream takes. */
  BODY_TOO_LARGE(Blame.REQUEST, Scope.NONE, 413),
  /** Upstream refuses the content. */
  CONTENT_REFUSED(Blame.REQUEST, Scope.NONE, 400),
  /** The credential is wrong, revoked or expired. */
  BAD_CREDENTIAL(Blame.CREDENTIAL, Scope.CREDENTIAL, 401),
  /** The OAuth account must log in again. */
  NEEDS_LOGIN(Blame.CREDENTIAL, Scope.CREDENTIAL, 401),
  /** The credential may not do this at all. */
  FORBIDDEN(Blame.CREDENTIAL, Scope.CREDENTIAL, 403),
  /** The credential may not use this model. */
  MODEL_FORBIDDEN(Blame.CREDENTIAL, Scope.CREDENTIAL_MODEL, 403),
  /** The account has no money left. */
  NO_MONEY(Blame.CREDENTIAL, Scope.CREDENTIAL, 402),
  /** The account's quota is used up until a known or unknown time. */
  ACCOUNT_QUOTA(Blame.CREDENTIAL, Scope.CREDENTIAL, 429),
  /** The account's quota for a model or its group is used up. */
  MODEL_QUOTA(Blame.CREDENTIAL, Scope.CREDENTIAL_QUOTA_GROUP, 429),
  /** Too many requests in a short time. */
  REQUEST_RATE(Blame.CREDENTIAL, Scope.CREDENTIAL_MODEL, 429),
  /** Too many tokens in a short time. */
  TOKEN_RATE(Blame.CREDENTIAL, Scope.CREDENTIAL_MODEL, 429),
  /** A 429 that does not say of what. */
  RATE_LIMITED(Blame.CREDENTIAL, Scope.CREDENTIAL_MODEL, 429),
  /** The provider does not have the model. */
  MODEL_NOT_FOUND(Blame.MODEL, Scope.NONE, 404),
  /** The provider has the model, and no capacity for it now. */
  MODEL_OVERLOADED(Blame.MODEL, Scope.PROVIDER_MODEL, 503),
  /** The provider does not offer what the call asks, for this model. */
  UNSUPPORTED(Blame.MODEL, Scope.NONE, 400),
  /** The provider says that it is overloaded. */
  OVERLOADED(Blame.PROVIDER, Scope.PROVIDER, 503),
  /** The provider failed. */
  SERVER_ERROR(Blame.PROVIDER, Scope.PROVIDER, 502),
  /** No connection to the provider. */
  UNREACHABLE(Blame.PROVIDER, Scope.PROVIDER, 502),
  /** The provider refuses our address, whatever the credential. */
  ADDRESS_BLOCKED(Blame.PROVIDER, Scope.PROVIDER, 503),
  /** No answer in time. */
  TIMED_OUT(Blame.PROVIDER, Scope.PROVIDER, 504),
  /** An answer that is not what was asked: HTML, empty, cut short, not JSON. */
  BAD_ANSWER(Blame.PROVIDER, Scope.PROVIDER, 502);

  private final Blame blame;
  private final Scope scope;
  private final int status;

  FailureKind(Blame blame, Scope scope, int status) {
    this.blame = blame;
    this.scope = scope;
    this.status = status;
  }

  /** What is at fault. */
  public Blame blame() {
    return blame;
  }

  /** What a cooldown for this failure covers. */
  public Scope scope() {
    return scope;
  }

  /** The HTTP status that tells a client of it, when upstream's own status does not. */
  public int status() {
    return status;
  }
}
