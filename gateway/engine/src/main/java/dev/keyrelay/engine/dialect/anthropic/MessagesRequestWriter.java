package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ForeignFields;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Sampling;
import java.util.OptionalDouble;

/** Writes a request of messages. */
final class MessagesRequestWriter {

  private final RequestOptions options;
  private final Drops drops;

  MessagesRequestWriter(RequestOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatRequest request) {
    var body = Trees.object().put("model", options.model());
    var turns = new TurnsWriter(drops).write(request.turns());
    if (turns.system().isTextual() || !turns.system().isEmpty()) {
      body.set("system", turns.system());
    }
    body.set("messages", turns.messages());
    tools(body, request);
    var sampling = request.sampling();
    body.put("max_tokens", sampling.maxTokens().orElse(options.defaultMaxTokens()));
    var thinking = new ThinkingWriter(options, drops);
    boolean thinks = thinking.write(body, request);
    sampling(body, sampling, thinks);
    output(body, request.output());
    identity(body, request);
    if (options.stream()) {
      body.put("stream", true);
    }
    if (request.extensions().dialect() == Dialect.ANTHROPIC_MESSAGES) {
      request.extensions().fields().forEach(body::set);
    } else {
      ForeignFields.leaveOut(request.extensions(), drops);
    }
    return body;
  }

  private void tools(ObjectNode body, ChatRequest request) {
    if (!request.tools().isEmpty()) {
      body.set("tools", AnthropicTools.write(request.tools(), request.toolChoice(), drops));
      AnthropicTools.writeChoice(request.toolChoice(), request.parallelToolCalls())
          .ifPresent(choice -> body.set("tool_choice", choice));
    }
  }

  /** While it thinks, Anthropic takes no temperature but 1 and no top_k. */
  private void sampling(ObjectNode body, Sampling sampling, boolean thinks) {
    var temperature = sampling.temperature();
    if (thinks && temperature.isPresent() && temperature.getAsDouble() != 1) {
      drops.add("temperature");
    } else if (temperature.isPresent() && temperature.getAsDouble() > 1) {
      drops.add("temperature");
      Trees.put(body, "temperature", OptionalDouble.of(1));
    } else {
      Trees.put(body, "temperature", temperature);
    }
    Trees.put(body, "top_p", sampling.topP());
    if (thinks) {
      drops.addIf(sampling.topK().isPresent(), "top_k");
    } else {
      Trees.put(body, "top_k", sampling.topK());
    }
    if (!sampling.stop().isEmpty()) {
      var stop = Trees.array();
      sampling.stop().stream().filter(text -> !text.isBlank()).forEach(stop::add);
      drops.addIf(stop.size() < sampling.stop().size(), "stop");
      if (!stop.isEmpty()) {
        body.set("stop_sequences", stop);
      }
    }
    if (sampling.candidates().orElse(1) > 1) {
      throw new UnsupportedCallException(
          "n: "
              + sampling.candidates().getAsInt()
              + " (expected: 1, because this provider gives one answer; ask several times"
              + " instead)");
    }
    drops.addIf(sampling.frequencyPenalty().isPresent(), "frequency_penalty");
    drops.addIf(sampling.presencePenalty().isPresent(), "presence_penalty");
    drops.addIf(sampling.seed().isPresent(), "seed");
    drops.addIf(sampling.logprobs().isPresent(), "logprobs");
    drops.addIf(sampling.logitBias().isPresent(), "logit_bias");
  }

  private void output(ObjectNode body, OutputForm output) {
    switch (output) {
      case OutputForm.FreeText text -> drops.addIf(text.verbosity().isPresent(), "verbosity");
      case OutputForm.AnyJson _ -> drops.add("response_format");
      case OutputForm.Schema schema ->
          config(body)
              .putObject("format")
              .put("type", "json_schema")
              .set("schema", Trees.described(schema));
    }
  }

  static ObjectNode config(ObjectNode body) {
    return body.get("output_config") instanceof ObjectNode config
        ? config
        : body.putObject("output_config");
  }

  private void identity(ObjectNode body, ChatRequest request) {
    request.user().ifPresent(user -> body.putObject("metadata").put("user_id", user));
    drops.addIf(request.cacheKey().isPresent(), "prompt_cache_key");
    request
        .serviceTier()
        .ifPresent(
            tier -> {
              switch (tier) {
                case "auto", "standard_only" -> body.put("service_tier", tier);
                case "default" -> body.put("service_tier", "standard_only");
                default -> drops.add("service_tier");
              }
            });
  }
}
