package dev.keyrelay.lambda;

import dev.keyrelay.server.Application;
import dev.keyrelay.server.Core;
import io.micronaut.function.aws.proxy.payload2.APIGatewayV2HTTPEventFunction;
import java.util.Map;

/**
 * The handler: answers API Gateway HTTP API events (payload 2.0, which function URLs send, too)
 * through the same controllers as the server. Nothing listens on a port.
 */
public final class KeyRelayFunction extends APIGatewayV2HTTPEventFunction {

  private static final Map<String, Object> PROPERTIES =
      Map.of(
          "micronaut.application.name", "keyrelay",
          "micronaut.server.thread-selection", "BLOCKING",
          "micronaut.executors.blocking.virtual", true);

  private final Core core;

  /**
   * What the Lambda runtime calls.
   *
   * @throws dev.keyrelay.server.StartException without a {@code PROXY_API_KEY}
   */
  public KeyRelayFunction() {
    this(FunctionCore.ofRunningFunction(System.getenv()));
  }

  /**
   * A function over a core, which is closed with it.
   *
   * @param core what the controllers answer with
   */
  KeyRelayFunction(Core core) {
    super(Application.context(PROPERTIES, core.beans()));
    this.core = core;
  }

  /** Lambda never calls this: it freezes and discards. */
  @Override
  public void close() {
    getApplicationContext().close();
    core.close();
  }
}
