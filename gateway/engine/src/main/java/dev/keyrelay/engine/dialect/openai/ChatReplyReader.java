package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a complete chat completion. */
final class ChatReplyReader {

  /** Fields of an answer that are read, or are remarks and no part of what it says. */
  static final Set<String> KNOWN =
      Set.of(
          "id",
          "object",
          "created",
          "model",
          "choices",
          "usage",
          "system_fingerprint",
          "service_tier",
          "provider",
          "x_groq",
          "usage_breakdown",
          "prompt_filter_results",
          "obfuscation",
          "search_results",
          "citations");

  private ChatReplyReader() {}

  static ChatReply read(JsonNode answer, String otherwise, Drops drops) {
    var fields = new Fields(answer, "");
    var found = found(answer);
    // A few services number their answers.
    var id = fields.node("id").map(JsonNode::asText).filter(text -> !text.isEmpty());
    String answerId = id.orElse(otherwise);
    var candidates =
        fields.list("choices").stream()
            .map(choice -> candidate(choice, answerId, found, drops))
            .toList();
    var reply =
        new ChatReply(
            id,
            fields.text("model").orElse(""),
            created(answer),
            candidates,
            fields.node("usage").flatMap(usage -> UsageReading.of(Dialect.OPENAI_CHAT, usage)),
            Extensions.none(Dialect.OPENAI_CHAT));
    drops.addUnknown(answer, KNOWN, "");
    return reply;
  }

  /** When it was made, in seconds since 1970, of which some services tell parts. */
  static OptionalLong created(JsonNode answer) {
    JsonNode created = answer.path("created");
    return created.isNumber() ? OptionalLong.of(created.longValue()) : OptionalLong.empty();
  }

  private static ChatReply.Candidate candidate(
      JsonNode choice, String answerId, List<Citation> found, Drops drops) {
    var message = new Fields(choice.path("message"), "message");
    List<Part> parts = new ChatMessagesReader(drops).said(message);
    var annotations = message.list("annotations").stream().map(ChatReplyReader::citation).toList();
    parts = withCitations(parts, annotations.isEmpty() ? found : annotations);
    parts = withImages(parts, message.list("images"), drops);
    parts = withIds(parts, answerId + "_" + choice.path("index").asInt(0));
    message.ignore("role", "extra_content", "thought_signature");
    message.dropRest(drops);
    boolean calls = parts.stream().anyMatch(part -> part instanceof Part.ToolCall);
    boolean declined = parts.stream().anyMatch(part -> part instanceof Part.Refusal);
    var stop = StopWords.read(choice.path("finish_reason").asText("stop"), calls, declined);
    JsonNode logprobs = choice.path("logprobs").path("content");
    drops.addIf(!choice.at("/logprobs/refusal").isEmpty(), "logprobs.refusal");
    return new ChatReply.Candidate(
        parts, stop, logprobs.isArray() ? Optional.of(logprobs) : Optional.empty());
  }

  /** Some services name no calls; what joins a call with its result must not be empty. */
  private static List<Part> withIds(List<Part> parts, String prefix) {
    var named = new ArrayList<Part>();
    for (var part : parts) {
      named.add(
          part instanceof Part.ToolCall call && call.id().isEmpty()
              ? new Part.ToolCall(
                  "call_" + prefix + "_" + named.size(),
                  call.name(),
                  call.arguments(),
                  call.custom(),
                  call.namespace(),
                  call.signature(),
                  call.cacheControl())
              : part);
    }
    return named;
  }

  private static List<Part> withCitations(List<Part> parts, List<Citation> citations) {
    if (citations.isEmpty()) {
      return parts;
    }
    var result = new ArrayList<Part>();
    boolean placed = false;
    for (var part : parts) {
      if (!placed && part instanceof Part.Text text) {
        result.add(new Part.Text(text.text(), citations, text.cacheControl(), text.signature()));
        placed = true;
      } else {
        result.add(part);
      }
    }
    return result;
  }

  /**
   * The pages that an answer as a whole is told to come from: {@code search_results} of Perplexity,
   * and {@code citations} of Perplexity and xAI, which are addresses alone.
   */
  static List<Citation> found(JsonNode answer) {
    JsonNode pages = answer.path("search_results");
    return (pages.isEmpty() ? answer.path("citations") : pages)
        .valueStream()
        .map(
            page ->
                new Citation(
                    Optional.ofNullable(page.path("url").asText(page.textValue())),
                    Optional.ofNullable(page.path("title").textValue()),
                    Optional.ofNullable(page.path("snippet").textValue()),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Dialect.OPENAI_CHAT,
                    page))
        .toList();
  }

  static Citation citation(JsonNode annotation) {
    JsonNode url = annotation.path("url_citation");
    return new Citation(
        Optional.ofNullable(url.path("url").textValue()),
        Optional.ofNullable(url.path("title").textValue()),
        Optional.ofNullable(url.path("content").textValue()),
        position(url, "start_index"),
        position(url, "end_index"),
        Dialect.OPENAI_CHAT,
        annotation);
  }

  private static OptionalInt position(JsonNode url, String name) {
    return url.path(name).isInt() ? OptionalInt.of(url.get(name).intValue()) : OptionalInt.empty();
  }

  /** Images that the model made, as OpenRouter and others state them. */
  private static List<Part> withImages(List<Part> parts, List<JsonNode> images, Drops drops) {
    var result = new ArrayList<>(parts);
    var reader = new ChatPartReader(drops);
    images.forEach(image -> result.add(reader.read(image)));
    return result;
  }
}
