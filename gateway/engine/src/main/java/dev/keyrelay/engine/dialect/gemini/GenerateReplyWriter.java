package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Citation;
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
    var citations = new ArrayList<Citation>();
    var searches = new ArrayList<Part.Native>();
    boolean declined = false;
    for (var part : said.parts()) {
      SaidParts.write(part, drops).ifPresent(parts::add);
      declined |= part instanceof Part.Refusal;
      if (part instanceof Part.Native other && other.search().isPresent()) {
        searches.add(other);
      }
      if (part instanceof Part.Text text) {
        citations.addAll(text.citations());
      }
    }
    drops.addIf(
        citations.stream().anyMatch(citation -> citation.url().isEmpty()), "content.citations");
    drops.addStop(said.stop(), FinishReasons.UNSAID);
    candidate.put("finishReason", FinishReasons.write(said.stop(), declined)).put("index", index);
    Grounding.write(candidate, citations, searches);
    said.logprobs().ifPresent(list -> candidate.set("logprobsResult", TokenChances.write(list)));
    return candidate;
  }
}
