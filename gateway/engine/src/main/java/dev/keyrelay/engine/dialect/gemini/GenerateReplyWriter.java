package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;

/** Writes a complete answer of generateContent. */
final class GenerateReplyWriter {

  private final ReplyOptions options;
  private final Drops drops;

  GenerateReplyWriter(ReplyOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatReply reply) {
    var answer = Trees.object();
    var candidates = answer.putArray("candidates");
    for (var candidate : reply.candidates()) {
      candidates.add(candidate(candidates.size(), candidate));
    }
    reply.usage().ifPresent(usage -> answer.set("usageMetadata", GeminiUsage.write(usage)));
    return answer
        .put("modelVersion", options.model())
        .put("responseId", reply.id().orElse(options.id()));
  }

  private ObjectNode candidate(int index, ChatReply.Candidate said) {
    var candidate = Trees.object();
    var parts = candidate.putObject("content").put("role", "model").putArray("parts");
    var statements = new Statements();
    var searches = new ArrayList<Part.Native>();
    boolean declined = false;
    for (var part : said.parts()) {
      SaidParts.write(part, drops).ifPresent(node -> add(parts, node, statements));
      declined |= part instanceof Part.Refusal;
      if (part instanceof Part.Native other && other.search().isPresent()) {
        searches.add(other);
      }
      if (part instanceof Part.Text text) {
        text.citations().forEach(statements::cite);
      }
      statements.end();
    }
    drops.addStop(said.stop(), FinishReasons.UNSAID, false);
    candidate.put("finishReason", FinishReasons.write(said.stop(), declined)).put("index", index);
    GroundingWriter.write(candidate, statements.cited(), searches, drops);
    said.logprobs().ifPresent(list -> candidate.set("logprobsResult", TokenChances.write(list)));
    return candidate;
  }

  /** Adds a part; plain texts that follow one another are one. */
  private static void add(ArrayNode parts, ObjectNode part, Statements statements) {
    if (!SaidParts.isText(part)) {
      statements.other();
      parts.add(part);
      return;
    }
    String text = part.get("text").textValue();
    statements.text(text);
    if (!parts.isEmpty()
        && parts.get(parts.size() - 1) instanceof ObjectNode last
        && SaidParts.isText(last)) {
      last.put("text", last.get("text").textValue() + text);
    } else {
      parts.add(part);
    }
  }
}
