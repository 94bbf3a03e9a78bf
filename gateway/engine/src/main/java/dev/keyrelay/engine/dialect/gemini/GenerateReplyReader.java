package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Part;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a complete answer of generateContent. */
final class GenerateReplyReader {

  private static final Set<String> KNOWN =
      Set.of(
          "content",
          "index",
          "finishReason",
          "finishMessage",
          "safetyRatings",
          "tokenCount",
          "avgLogprobs",
          "logprobsResult",
          "citationMetadata",
          Grounding.FIELD);

  private GenerateReplyReader() {}

  static ChatReply read(JsonNode answer, String otherwise, Drops drops) {
    var fields = new Fields(answer, "");
    var id = fields.text("responseId");
    var candidates = new ArrayList<ChatReply.Candidate>();
    var parts = new PartReader(ids(id.orElse(otherwise)), drops);
    for (var candidate : fields.list("candidates")) {
      String search = "search_" + id.orElse(otherwise) + "_" + candidates.size();
      candidates.add(candidate(candidate, parts, search));
      dropUnknown(candidate, drops);
    }
    if (candidates.isEmpty()) {
      fields
          .node("promptFeedback")
          .flatMap(FinishReasons::blocked)
          .ifPresent(
              stop -> candidates.add(new ChatReply.Candidate(List.of(), stop, Optional.empty())));
    }
    return new ChatReply(
        id,
        fields.text("modelVersion").orElse(""),
        created(fields.text("createTime").orElse("")),
        candidates,
        fields.node("usageMetadata").flatMap(usage -> UsageReading.of(Dialect.GEMINI, usage)),
        Extensions.none(Dialect.GEMINI));
  }

  /** Ids for the calls of an answer, which are not to meet those of another answer. */
  static CallIds ids(String answerId) {
    return new CallIds("call_" + answerId + "_");
  }

  /** The Unix seconds of a time in RFC 3339. */
  static OptionalLong created(String time) {
    try {
      return time.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Instant.parse(time).getEpochSecond());
    } catch (DateTimeParseException unknownForm) {
      return OptionalLong.empty();
    }
  }

  /** Notes what of a candidate nobody reads; ratings and averages are remarks about it. */
  static void dropUnknown(JsonNode candidate, Drops drops) {
    drops.addUnknown(candidate, KNOWN, "candidates.");
    Grounding.dropUnknown(candidate.path(Grounding.FIELD), drops);
  }

  private static ChatReply.Candidate candidate(
      JsonNode candidate, PartReader reader, String search) {
    var parts = new ArrayList<Part>();
    for (var node : candidate.path("content").path("parts")) {
      var part = reader.read(node, "candidates.content.parts");
      boolean empty = part instanceof Part.Text t && t.text().isEmpty() && t.signature().isEmpty();
      if (!empty) {
        parts.add(part);
      }
    }
    boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    var stop =
        FinishReasons.read(
            candidate.path("finishReason").asText("STOP"),
            calls,
            candidate.path("finishMessage").asText(""));
    cite(parts, candidate);
    Grounding.search(candidate, search).ifPresent(parts::add);
    return new ChatReply.Candidate(
        parts, stop, TokenChances.read(candidate.path("logprobsResult")));
  }

  /** Citations belong to the whole candidate; here they go to its last text. */
  private static void cite(List<Part> parts, JsonNode candidate) {
    int last = parts.size() - 1;
    while (last >= 0 && !(parts.get(last) instanceof Part.Text)) {
      last--;
    }
    var text = last >= 0 && parts.get(last) instanceof Part.Text words ? words : Part.Text.of("");
    var citations = Grounding.read(candidate, text.text());
    if (!citations.isEmpty()) {
      var cited = new Part.Text(text.text(), citations, text.cacheControl(), text.signature());
      if (last >= 0) {
        parts.set(last, cited);
      } else {
        parts.add(cited);
      }
    }
  }
}
