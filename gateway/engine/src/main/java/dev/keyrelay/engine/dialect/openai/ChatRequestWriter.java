package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Efforts;
import dev.keyrelay.engine.dialect.wire.ForeignFields;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Sampling;

/**
 * Writes a request of chat completions. Fields that OpenAI has and strict compatible services
 * refuse are written only for models that OpenAI made.
 */
final class ChatRequestWriter {

  private final RequestOptions options;
  private final Drops drops;
  private final boolean ofOpenAi;

  ChatRequestWriter(RequestOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
    this.ofOpenAi = Carrier.familyOf(options.model()).filter(Family.OPENAI::equals).isPresent();
  }

  ObjectNode write(ChatRequest request) {
    var body = Trees.object().put("model", options.model());
    body.set("messages", new ChatMessagesWriter(options.model(), drops).write(request.turns()));
    if (!request.tools().isEmpty()) {
      body.set("tools", ChatTools.writeTools(request.tools(), options, drops));
      request
          .toolChoice()
          .ifPresent(choice -> body.set("tool_choice", ChatTools.writeChoice(choice)));
      Trees.putFlag(body, "parallel_tool_calls", request.parallelToolCalls());
    }
    sampling(body, request.sampling());
    request.reasoning().ifPresent(reasoning -> reason(body, reasoning));
    output(body, request.output());
    identity(body, request);
    if (options.stream()) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    if (request.extensions().dialect() == Dialect.OPENAI_CHAT) {
      request.extensions().fields().forEach(body::set);
    } else {
      ForeignFields.leaveOut(request.extensions(), drops);
    }
    return body;
  }

  private void sampling(ObjectNode body, Sampling sampling) {
    Trees.put(body, "temperature", sampling.temperature());
    Trees.put(body, "top_p", sampling.topP());
    if (ofOpenAi) {
      drops.addIf(sampling.topK().isPresent(), "top_k");
    } else {
      Trees.put(body, "top_k", sampling.topK());
    }
    Trees.put(body, "frequency_penalty", sampling.frequencyPenalty());
    Trees.put(body, "presence_penalty", sampling.presencePenalty());
    Trees.put(body, "seed", sampling.seed());
    Trees.put(body, ofOpenAi ? "max_completion_tokens" : "max_tokens", sampling.maxTokens());
    Trees.put(body, "n", sampling.candidates());
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
    if (!sampling.stop().isEmpty()) {
      sampling.stop().forEach(body.putArray("stop")::add);
    }
  }

  private void reason(ObjectNode body, Reasoning reasoning) {
    switch (reasoning.mode()) {
      case OFF -> {
        if (options.model().contains("gpt-5")) {
          body.put("reasoning_effort", "none");
        } else {
          drops.add("thinking");
        }
      }
      case ON, ADAPTIVE ->
          Efforts.word(reasoning)
              .map(word -> word.equals("max") ? Efforts.XHIGH.word() : word)
              .ifPresent(word -> body.put("reasoning_effort", word));
    }
  }

  private void output(ObjectNode body, OutputForm output) {
    switch (output) {
      case OutputForm.FreeText text -> Trees.put(body, "verbosity", text.verbosity());
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
    Trees.put(body, "user", request.user());
    if (ofOpenAi) {
      Trees.put(body, "prompt_cache_key", request.cacheKey());
      Trees.put(body, "service_tier", request.serviceTier().map(ChatRequestWriter::tier));
    } else {
      drops.addIf(request.cacheKey().isPresent(), "prompt_cache_key");
      drops.addIf(request.serviceTier().isPresent(), "service_tier");
    }
  }

  private static String tier(String word) {
    return word.equals("standard_only") ? "default" : word;
  }
}
