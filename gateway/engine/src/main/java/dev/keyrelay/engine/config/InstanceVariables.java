package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.OPERATION;

import java.util.List;

/** The variables of gateways that run as several instances, or as a function. */
final class InstanceVariables {

  static final Variable<LambdaResponse> LAMBDA_RESPONSE =
      Variable.of(
          OPERATION,
          "KEYRELAY_LAMBDA_RESPONSE",
          Forms.choice(LambdaResponse.class),
          LambdaResponse.STREAM,
          "How the function's streaming runtime answers; it must agree with how the function is"
              + " invoked.");

  static final Variable<String> REDIS_URL =
      Variable.optional(
          OPERATION,
          "KEYRELAY_REDIS_URL",
          Forms.secret(),
          "none: state is kept in the home folder",
          "The Redis or Valkey that several instances share their state through:"
              + " redis://user:password@host:6379/0, or rediss:// for TLS. Set KEYRELAY_SALT"
              + " too, and KEYRELAY_MASTER_KEY to share renewed tokens of accounts.");

  private InstanceVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(REDIS_URL, LAMBDA_RESPONSE);
  }
}
