package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ForeignFields;
import dev.keyrelay.engine.dialect.wire.JsonOnly;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.ServiceTiers;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Sampling;

/** Writes a request of messages. */
final class MessagesRequestWriter {

  private static final double LEAST_TOP_P = 0.99;
  private static final double LEAST_TOP_P_OF_THOUGHT = 0.95;

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

  /**
   * While it thinks, Anthropic takes no temperature but 1, little of top_p and no top_k; its newest
   * models never do, and those before them either temperature or top_p.
   */
  private void sampling(ObjectNode body, Sampling sampling, boolean thinks) {
    boolean fixed = ClaudeModels.fixedSampling(options.model());
    var temperature = sampling.temperature();
    boolean warm = temperature.isPresent() && temperature.getAsDouble() != 1;
    if (warm && (thinks || fixed)) {
      drops.add("temperature");
    } else if (warm && temperature.getAsDouble() > 1) {
      drops.add("temperature");
      body.put("temperature", 1);
    } else {
      Trees.put(body, "temperature", temperature);
    }
    boolean alone =
        !body.has("temperature") || !ClaudeModels.oneOfTemperatureAndTopP(options.model());
    double least = fixed ? LEAST_TOP_P : thinks ? LEAST_TOP_P_OF_THOUGHT : 0;
    double topP = sampling.topP().orElse(1);
    if (alone && topP >= least) {
      Trees.put(body, "top_p", sampling.topP());
    } else {
      drops.addIf(topP < 1, "top_p");
    }
    if (thinks || fixed) {
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
      case OutputForm.AnyJson _ -> instruct(body, JsonOnly.words());
      case OutputForm.Schema schema when !ClaudeModels.structuredOutput(options.model()) ->
          instruct(body, JsonOnly.words(schema));
      case OutputForm.Schema schema ->
          config(body)
              .putObject("format")
              .put("type", "json_schema")
              .set("schema", ClosedSchema.of(Trees.described(schema), drops, "response_format"));
    }
  }

  /** Adds an instruction after the client's own, whose prompt caches stay good. */
  private static void instruct(ObjectNode body, String words) {
    JsonNode said = body.path("system");
    if (said.isMissingNode()) {
      body.put("system", words);
      return;
    }
    var blocks = said instanceof ArrayNode array ? array : Trees.array().add(text(said.asText()));
    body.set("system", blocks.add(text(words)));
  }

  private static ObjectNode text(String words) {
    return Trees.object().put("type", "text").put("text", words);
  }

  static ObjectNode config(ObjectNode body) {
    return body.get("output_config") instanceof ObjectNode config
        ? config
        : body.putObject("output_config");
  }

  private void identity(ObjectNode body, ChatRequest request) {
    request.user().ifPresent(user -> body.putObject("metadata").put("user_id", user));
    drops.addIf(request.cacheKey().isPresent(), "prompt_cache_key");
    var tier = request.serviceTier().flatMap(ServiceTiers::forAnthropic);
    Trees.put(body, "service_tier", tier);
    drops.addIf(tier.isEmpty() && request.serviceTier().isPresent(), "service_tier");
  }
}
