package dev.keyrelay.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.config.TemperatureZero;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.UpstreamCall;

/**
 * What the gateway changes in a request that goes through in its own dialect: the model's name, the
 * user's options for it, and fields that other gateways take as orders where to send a call.
 *
 * @param temperatureZero what becomes of a temperature of 0
 */
public record RequestEdits(TemperatureZero temperatureZero) {

  /** Never part of a dialect; services that are gateways themselves would obey them. */
  private static final String[] STEERING = {
    "api_base",
    "base_url",
    "api_key",
    "api_type",
    "extra_headers",
    "custom_llm_provider",
    "litellm_params",
    "litellm_metadata",
    "mock_response",
    "model_list",
    "fallbacks",
    "vertex_credentials",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token"
  };

  private static final String STREAM_OPTIONS = "stream_options";
  private static final String INCLUDE_USAGE = "include_usage";

  UpstreamCall upstreamCall(Call call, PlannedTarget planned) {
    var body = edited(call, planned);
    if (call.dialect() != Dialect.GEMINI) {
      body = body.with("model", planned.target().model());
    }
    return new UpstreamCall(
        call.operation(),
        call.dialect(),
        planned.target().model(),
        call.stream(),
        chatStream(call) ? withUsage(body) : body,
        call.headers());
  }

  /** The client's body without orders to the gateway, and with the user's options in it. */
  JsonBody edited(Call call, PlannedTarget planned) {
    var body = call.body().without(STEERING);
    if (call.dialect() != Dialect.OPENAI_CHAT) {
      return body;
    }
    var optioned = planned.definition().map(definition -> definition.applyTo(body)).orElse(body);
    return withTemperature(optioned);
  }

  /** Whether the client did not ask for the counts that the gateway asks for. */
  boolean hidesUsage(Call call) {
    return chatStream(call) && !asksForUsage(call.body());
  }

  private static boolean chatStream(Call call) {
    boolean text = call.operation() == Operation.GENERATE || call.operation() == Operation.COMPLETE;
    return call.stream() && text && call.dialect() == Dialect.OPENAI_CHAT;
  }

  private static boolean asksForUsage(JsonBody body) {
    return body.get(STREAM_OPTIONS)
        .map(options -> options.path(INCLUDE_USAGE).asBoolean())
        .orElse(false);
  }

  static JsonBody withUsage(JsonBody body) {
    if (asksForUsage(body)) {
      return body;
    }
    ObjectNode options =
        body.get(STREAM_OPTIONS)
            .filter(JsonNode::isObject)
            .map(ObjectNode.class::cast)
            .orElseGet(JsonNodeFactory.instance::objectNode);
    return body.with(STREAM_OPTIONS, options.put(INCLUDE_USAGE, true));
  }

  private JsonBody withTemperature(JsonBody body) {
    return switch (temperatureZero) {
      case KEEP -> body;
      case REMOVE -> isZero(body) ? body.without("temperature") : body;
      case SET_TO_ONE ->
          isZero(body) ? body.with("temperature", JsonNodeFactory.instance.numberNode(1.0)) : body;
    };
  }

  private static boolean isZero(JsonBody body) {
    return body.get("temperature").filter(t -> t.isNumber() && t.asDouble() == 0).isPresent();
  }
}
