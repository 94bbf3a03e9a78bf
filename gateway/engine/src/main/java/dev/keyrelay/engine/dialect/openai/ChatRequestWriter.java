package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Efforts;
import dev.keyrelay.engine.dialect.wire.FixedSampling;
import dev.keyrelay.engine.dialect.wire.ForeignFields;
import dev.keyrelay.engine.dialect.wire.OpenAiModels;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.ServiceTiers;
import dev.keyrelay.engine.dialect.wire.Shortened;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Sampling;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a request of chat completions. Fields that OpenAI has and strict compatible services
 * refuse are written only for models that OpenAI made.
 */
final class ChatRequestWriter {

  /** The most stop sequences that OpenAI takes (its API reference). */
  private static final int MOST_STOPS = 4;

  /** Fields that responses have too; OpenAI takes metadata only of what it keeps. */
  private static final Set<String> SHARED = Set.of("prompt_cache_retention");

  private final RequestOptions options;
  private final Drops drops;
  private final boolean ofOpenAi;

  ChatRequestWriter(RequestOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
    this.ofOpenAi = OpenAiModels.made(options.model());
  }

  ObjectNode write(ChatRequest request) {
    var body = Trees.object().put("model", options.model());
    body.set("messages", new ChatMessagesWriter(options.model(), drops).write(request.turns()));
    if (!request.tools().isEmpty()) {
      body.set("tools", ChatTools.writeTools(request, options, drops));
      request
          .toolChoice()
          .ifPresent(
              choice ->
                  body.set(
                      "tool_choice", ChatTools.writeChoice(choice, request.tools(), ofOpenAi)));
      Trees.putFlag(body, "parallel_tool_calls", request.parallelToolCalls());
    }
    limits(body, request.sampling());
    sampling(body, request.sampling(), request.reasoning());
    request.reasoning().ifPresent(reasoning -> reason(body, reasoning));
    output(body, request.output());
    identity(body, request);
    if (options.stream()) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    if (request.extensions().dialect() == Dialect.OPENAI_CHAT) {
      request.extensions().fields().forEach(body::set);
    } else {
      boolean responses = request.extensions().dialect() == Dialect.OPENAI_RESPONSES;
      ForeignFields.leaveOut(
          request.extensions(), responses && ofOpenAi ? SHARED : Set.of(), body, drops);
    }
    return body;
  }

  private void limits(ObjectNode body, Sampling sampling) {
    if (ofOpenAi) {
      drops.addIf(sampling.topK().isPresent(), "top_k");
    } else {
      Trees.put(body, "top_k", sampling.topK());
    }
    Trees.put(body, "seed", sampling.seed());
    Trees.put(body, ofOpenAi ? "max_completion_tokens" : "max_tokens", sampling.maxTokens());
    Trees.put(body, "n", sampling.candidates());
  }

  /** What OpenAI's models take only while they do not think. */
  private void sampling(ObjectNode body, Sampling sampling, Optional<Reasoning> reasoning) {
    if (OpenAiModels.fixedSampling(options.model(), reasoning)) {
      FixedSampling.leaveOut(sampling, drops);
      return;
    }
    Trees.put(body, "temperature", sampling.temperature());
    Trees.put(body, "top_p", sampling.topP());
    Trees.put(body, "frequency_penalty", sampling.frequencyPenalty());
    Trees.put(body, "presence_penalty", sampling.presencePenalty());
    sampling
        .logprobs()
        .ifPresent(
            most -> {
              body.put("logprobs", true);
              if (most > 0) {
                body.put("top_logprobs", most);
              }
            });
    Trees.set(body, "logit_bias", sampling.logitBias());
    var said = sampling.stop().stream().filter(text -> !text.isEmpty());
    var stop = said.limit(ofOpenAi ? MOST_STOPS : Long.MAX_VALUE).toList();
    drops.addIf(stop.size() < sampling.stop().size(), "stop");
    if (!stop.isEmpty()) {
      stop.forEach(body.putArray("stop")::add);
    }
  }

  private void reason(ObjectNode body, Reasoning reasoning) {
    String model = options.model();
    if (OpenAiModels.thoughtless(model)) {
      drops.addIf(reasoning.mode() != Reasoning.Mode.OFF, "reasoning");
      return;
    }
    switch (reasoning.mode()) {
      case OFF -> {
        var none = OpenAiModels.none(model);
        drops.addIf(none.isEmpty(), "thinking");
        if (none.isPresent() || ofOpenAi) {
          body.put("reasoning_effort", none.orElseGet(() -> OpenAiModels.effort(model, "minimal")));
        }
      }
      case ON, ADAPTIVE ->
          Efforts.word(reasoning)
              .ifPresent(word -> body.put("reasoning_effort", OpenAiModels.effort(model, word)));
    }
  }

  private void output(ObjectNode body, OutputForm output) {
    switch (output) {
      case OutputForm.FreeText text when ofOpenAi -> Trees.put(body, "verbosity", text.verbosity());
      case OutputForm.FreeText text -> drops.addIf(text.verbosity().isPresent(), "verbosity");
      case OutputForm.AnyJson _ -> body.putObject("response_format").put("type", "json_object");
      case OutputForm.Schema schema -> {
        var format = body.putObject("response_format").put("type", "json_schema");
        var inner = format.putObject("json_schema").put("name", schema.name());
        Trees.put(inner, "description", schema.description());
        inner.set("schema", options.schema(schema.schema()));
        Trees.putFlag(inner, "strict", schema.strict());
      }
    }
  }

  private void identity(ObjectNode body, ChatRequest request) {
    Trees.put(body, "user", request.user().map(Shortened::hashed));
    if (ofOpenAi) {
      Trees.put(body, "prompt_cache_key", request.cacheKey());
      Trees.put(body, "service_tier", request.serviceTier().map(ServiceTiers::forOpenAi));
    } else {
      drops.addIf(request.cacheKey().isPresent(), "prompt_cache_key");
      drops.addIf(request.serviceTier().isPresent(), "service_tier");
    }
  }
}
