package dev.keyrelay.engine.dialect.responses;

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
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Reasoning.Mode;
import dev.keyrelay.spi.chat.Reasoning.Show;
import dev.keyrelay.spi.chat.Sampling;
import dev.keyrelay.spi.chat.Tool;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a request of responses. Nothing is to be kept by the provider, so encrypted thoughts are
 * asked for.
 */
final class ResponsesRequestWriter {

  /** OpenAI refuses fewer. */
  private static final long LEAST_TOKENS = 16;

  /** Fields that chat completions have too. */
  private static final Set<String> SHARED = Set.of("metadata", "prompt_cache_retention");

  private final RequestOptions options;
  private final Drops drops;

  ResponsesRequestWriter(RequestOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatRequest request) {
    var body = Trees.object().put("model", options.model());
    body.set("input", new InputWriter(drops).write(request.turns()));
    if (!request.tools().isEmpty()) {
      body.set("tools", ResponseTools.write(request.tools(), options, drops));
      request
          .toolChoice()
          .ifPresent(
              choice ->
                  body.set("tool_choice", ResponseTools.writeChoice(choice, request.tools())));
      Trees.putFlag(body, "parallel_tool_calls", request.parallelToolCalls());
    }
    sampling(body, request.sampling(), request.reasoning());
    request.reasoning().ifPresent(reasoning -> reason(body, reasoning));
    output(body, request.output());
    Trees.put(body, "prompt_cache_key", request.cacheKey());
    Trees.put(body, "safety_identifier", request.user().map(Shortened::hashed));
    Trees.put(body, "service_tier", request.serviceTier().map(ServiceTiers::forOpenAi));
    body.put("store", false);
    include(body, request.tools());
    if (options.stream()) {
      body.put("stream", true);
    }
    if (request.extensions().dialect() == Dialect.OPENAI_RESPONSES) {
      request.extensions().fields().forEach(body::set);
    } else {
      boolean chat = request.extensions().dialect() == Dialect.OPENAI_CHAT;
      ForeignFields.leaveOut(request.extensions(), chat ? SHARED : Set.of(), body, drops);
    }
    return body;
  }

  /** A model that does not think refuses to be asked for its thoughts. */
  private void include(ObjectNode body, List<Tool> tools) {
    var include = Trees.array();
    if (!OpenAiModels.thoughtless(options.model())) {
      include.add("reasoning.encrypted_content");
    }
    if (body.has("top_logprobs")) {
      include.add(ResponsesRequestReader.CHANCES);
    }
    if (OpenAiModels.made(options.model())
        && tools.stream().anyMatch(Tool.WebSearch.class::isInstance)) {
      include.add(SearchCalls.SOURCES);
    }
    if (!include.isEmpty()) {
      body.set("include", include);
    }
  }

  private void sampling(ObjectNode body, Sampling sampling, Optional<Reasoning> reasoning) {
    sampling
        .maxTokens()
        .ifPresent(most -> body.put("max_output_tokens", Math.max(most, LEAST_TOKENS)));
    drops.addIf(sampling.maxTokens().orElse(LEAST_TOKENS) < LEAST_TOKENS, "max_tokens");
    if (sampling.candidates().orElse(1) > 1) {
      throw new UnsupportedCallException(
          "n: "
              + sampling.candidates().getAsInt()
              + " (expected: 1, because this provider gives one answer; ask several times"
              + " instead)");
    }
    drops.addIf(sampling.topK().isPresent(), "top_k");
    drops.addIf(sampling.seed().isPresent(), "seed");
    if (OpenAiModels.fixedSampling(options.model(), reasoning)) {
      FixedSampling.leaveOut(sampling, drops);
      return;
    }
    Trees.put(body, "temperature", sampling.temperature());
    Trees.put(body, "top_p", sampling.topP());
    Trees.put(body, "top_logprobs", sampling.logprobs());
    drops.addIf(sampling.frequencyPenalty().isPresent(), "frequency_penalty");
    drops.addIf(sampling.presencePenalty().isPresent(), "presence_penalty");
    drops.addIf(sampling.logitBias().isPresent(), "logit_bias");
    drops.addIf(!sampling.stop().isEmpty(), "stop");
  }

  private void reason(ObjectNode body, Reasoning reasoning) {
    String model = options.model();
    if (OpenAiModels.thoughtless(model)) {
      drops.addIf(reasoning.mode() != Mode.OFF, "reasoning");
      return;
    }
    var node = Trees.object();
    if (reasoning.mode() == Mode.OFF) {
      var none = OpenAiModels.none(model);
      drops.addIf(none.isEmpty(), "thinking");
      if (none.isPresent() || OpenAiModels.made(model)) {
        node.put("effort", none.orElseGet(() -> OpenAiModels.effort(model, "minimal")));
      }
    } else {
      Efforts.word(reasoning)
          .ifPresent(word -> node.put("effort", OpenAiModels.effort(model, word)));
      if (reasoning.show().filter(Show.OMITTED::equals).isEmpty()) {
        node.put(
            "summary",
            switch (reasoning.show().orElse(Show.AUTO)) {
              case CONCISE -> "concise";
              case DETAILED -> "detailed";
              case AUTO, OMITTED -> "auto";
            });
      }
    }
    if (!node.isEmpty()) {
      body.set("reasoning", node);
    }
  }

  private void output(ObjectNode body, OutputForm output) {
    switch (output) {
      case OutputForm.FreeText text ->
          text.verbosity().ifPresent(word -> body.putObject("text").put("verbosity", word));
      case OutputForm.AnyJson _ ->
          body.putObject("text").putObject("format").put("type", "json_object");
      case OutputForm.Schema schema -> {
        var format = body.putObject("text").putObject("format").put("type", "json_schema");
        format.put("name", schema.name());
        Trees.put(format, "description", schema.description());
        format.set("schema", options.schema(schema.schema()));
        format.put("strict", schema.strict().orElse(false));
      }
    }
  }
}
