package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ForeignFields;
import dev.keyrelay.engine.dialect.wire.JsonOnly;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.ServiceTiers;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Sampling;

/** Writes a request of generateContent. */
final class GenerateRequestWriter {

  /** The most stop sequences that Google takes (its API reference). */
  private static final int MOST_STOPS = 5;

  private final RequestOptions options;
  private final Drops drops;

  GenerateRequestWriter(RequestOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatRequest request) {
    var body = Trees.object();
    new ContentsWriter(options.model(), drops).write(body, request.turns());
    ToolDeclarations.write(body, request, options, drops);
    var generation = Trees.object();
    sampling(generation, request.sampling());
    request
        .reasoning()
        .ifPresent(
            reasoning -> ThinkingConfig.write(generation, reasoning, options.model(), drops));
    output(body, generation, request.output());
    drops.addIf(request.cacheKey().isPresent(), "prompt_cache_key");
    drops.addIf(request.user().isPresent(), "user");
    if (request.extensions().dialect() == Dialect.GEMINI) {
      request
          .extensions()
          .fields()
          .forEach((name, value) -> giveBack(body, generation, name, value));
      Trees.put(body, "serviceTier", request.serviceTier());
    } else {
      ForeignFields.leaveOut(request.extensions(), drops);
      // Google has no word for "auto", which is what it does.
      var tier = request.serviceTier().filter(word -> !word.equals("auto"));
      var word = tier.flatMap(ServiceTiers::forGemini);
      Trees.put(body, "serviceTier", word);
      drops.addIf(word.isEmpty() && tier.isPresent(), "service_tier");
    }
    if (!generation.isEmpty()) {
      body.set(GenerateRequestReader.GENERATION, generation);
    }
    return body;
  }

  private static void giveBack(
      ObjectNode body, ObjectNode generation, String name, JsonNode value) {
    String inside = GenerateRequestReader.GENERATION + ".";
    if (name.startsWith(inside)) {
      generation.set(name.substring(inside.length()), value);
    } else {
      body.set(name, value);
    }
  }

  private void sampling(ObjectNode generation, Sampling sampling) {
    Trees.put(generation, "temperature", sampling.temperature());
    Trees.put(generation, "topP", sampling.topP());
    Trees.put(generation, "topK", sampling.topK());
    Trees.put(generation, "frequencyPenalty", sampling.frequencyPenalty());
    Trees.put(generation, "presencePenalty", sampling.presencePenalty());
    Trees.put(generation, "seed", sampling.seed());
    Trees.put(generation, "maxOutputTokens", sampling.maxTokens());
    Trees.put(generation, "candidateCount", sampling.candidates());
    sampling
        .logprobs()
        .ifPresent(
            most -> {
              generation.put("responseLogprobs", true);
              if (most > 0) {
                generation.put("logprobs", most);
              }
            });
    drops.addIf(sampling.logitBias().isPresent(), "logit_bias");
    var stop = sampling.stop().stream().filter(text -> !text.isEmpty()).limit(MOST_STOPS).toList();
    drops.addIf(stop.size() < sampling.stop().size(), "stop");
    if (!stop.isEmpty()) {
      stop.forEach(generation.putArray("stopSequences")::add);
    }
  }

  /** Models before 3 refuse a form of the answer beside functions, so that it is asked in words. */
  private void output(ObjectNode body, ObjectNode generation, OutputForm output) {
    boolean inWords = body.has("tools") && ThinkingConfig.before(3, options.model());
    switch (output) {
      case OutputForm.FreeText text -> drops.addIf(text.verbosity().isPresent(), "verbosity");
      case OutputForm.AnyJson _ when inWords -> instruct(body, JsonOnly.words());
      case OutputForm.Schema schema when inWords -> instruct(body, JsonOnly.words(schema));
      case OutputForm.AnyJson _ -> generation.put("responseMimeType", "application/json");
      case OutputForm.Schema schema ->
          generation
              .put("responseMimeType", "application/json")
              .set(
                  options.schemaSubset() ? "responseSchema" : "responseJsonSchema",
                  options.schema(Trees.described(schema)));
    }
  }

  private static void instruct(ObjectNode body, String words) {
    body.withObject("/systemInstruction").withArray("/parts").addObject().put("text", words);
  }
}
