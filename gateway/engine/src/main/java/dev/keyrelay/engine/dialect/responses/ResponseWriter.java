package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Search;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes a complete response. */
final class ResponseWriter {

  /** Reasons that are told as a usual end for want of a word. */
  static final Set<Stop.Reason> UNSAID =
      Set.of(Stop.Reason.PAUSED, Stop.Reason.MALFORMED_CALL, Stop.Reason.OTHER);

  static final String COMPLETED = "completed";
  static final String INCOMPLETE = "incomplete";

  private final ReplyOptions options;
  private final Drops drops;

  ResponseWriter(ReplyOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatReply reply) {
    var head = ResponseHead.of(options, reply.created().orElse(options.created()));
    drops.addIf(reply.candidates().size() > 1, "choices");
    var candidate = reply.candidates().getFirst();
    var output = Trees.array();
    Optional<ObjectNode> last = Optional.empty();
    var searches = new HashMap<String, ObjectNode>();
    for (var part : candidate.parts()) {
      if (completes(part, searches)) {
        continue;
      }
      last = item(part, head.id() + "_" + output.size(), drops);
      last.ifPresent(output::add);
      last.ifPresent(item -> search(part).ifPresent(s -> searches.put(s.id(), item)));
      carrier(part)
          .flatMap(thought -> item(thought, head.id() + "_" + output.size(), drops))
          .ifPresent(output::add);
    }
    if (!incomplete(candidate.stop(), declined(output)).isEmpty()) {
      last.ifPresent(item -> item.put("status", INCOMPLETE));
    }
    candidate
        .logprobs()
        .ifPresent(
            chances ->
                lastText(output)
                    .ifPresentOrElse(
                        text -> text.set("logprobs", chances), () -> drops.add("logprobs")));
    drops.addStop(candidate.stop(), UNSAID, false);
    return ended(head, output, candidate.stop(), reply.usage());
  }

  /** Chances are told of the whole answer; here they belong to its last words. */
  private static Optional<ObjectNode> lastText(ArrayNode output) {
    return output
        .valueStream()
        .map(item -> item.at("/content/0"))
        .filter(part -> part.path("type").asText().equals("output_text"))
        .map(ObjectNode.class::cast)
        .reduce((_, last) -> last);
  }

  /** The search that a piece of another dialect tells of. */
  static Optional<Search> search(Part part) {
    return part instanceof Part.Native other && other.dialect() != Dialect.OPENAI_RESPONSES
        ? other.search()
        : Optional.empty();
  }

  /** Whether a part tells what a search found whose item is there, which then tells it. */
  private static boolean completes(Part part, Map<String, ObjectNode> searches) {
    var search = search(part);
    var item = search.map(s -> searches.get(s.id())).orElse(null);
    if (item == null) {
      return false;
    }
    search.flatMap(Search::found).ifPresent(pages -> SearchCalls.found(item, pages));
    return true;
  }

  /** The thought that carries a part's signature. */
  private static Optional<Part.Thinking> carrier(Part part) {
    return switch (part) {
      case Part.ToolCall call -> Carried.of(call, call.signature());
      case Part.Text text -> Carried.of(text, text.signature());
      default -> Optional.empty();
    };
  }

  /** The response object at its end. */
  static ObjectNode ended(
      ResponseHead head, ArrayNode output, Stop stop, Optional<TokenUsage> usage) {
    String incomplete = incomplete(stop, declined(output));
    var response = head.response(incomplete.isEmpty() ? COMPLETED : INCOMPLETE);
    if (!incomplete.isEmpty()) {
      response.putObject("incomplete_details").put("reason", incomplete);
    }
    response.set("output", output);
    usage.ifPresent(told -> response.set("usage", usage(told)));
    return response;
  }

  /**
   * The word for why an answer is not whole; empty if it is.
   *
   * @param declined whether it says that the model declined
   */
  static String incomplete(Stop stop, boolean declined) {
    return switch (stop.reason()) {
      case MAX_TOKENS, CONTEXT_FULL -> "max_output_tokens";
      case FILTERED -> "content_filter";
      case REFUSAL -> declined && stop.words().isEmpty() ? "" : "content_filter";
      case END, STOP_SEQUENCE, TOOL_CALLS, PAUSED, MALFORMED_CALL, OTHER -> "";
    };
  }

  static boolean declined(ArrayNode output) {
    return output
        .valueStream()
        .anyMatch(item -> item.at("/content/0/type").asText().equals("refusal"));
  }

  private static ObjectNode usage(TokenUsage usage) {
    var node = Trees.object().put("input_tokens", usage.input());
    node.putObject("input_tokens_details")
        .put("cached_tokens", usage.cachedInput())
        .put("cache_write_tokens", usage.cacheWriteInput());
    node.put("output_tokens", usage.output());
    node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
    return node.put("total_tokens", usage.total());
  }

  /** The item of a whole part; absent if it says nothing here. */
  static Optional<ObjectNode> item(Part part, String id, Drops drops) {
    return switch (part) {
      case Part.Text text -> {
        var citations = text.citations().stream().filter(c -> !drops.addUnsaid(c, false)).toList();
        yield text.text().isEmpty() && citations.isEmpty()
            ? Optional.empty()
            : Optional.of(message(id, OutputItems.text(text.text(), citations)));
      }
      case Part.Refusal refusal -> Optional.of(message(id, OutputItems.refusal(refusal.text())));
      case Part.Thinking thinking ->
          Optional.of(OutputItems.reasoning(thinking, Optional.of("rs_" + id)));
      case Part.ToolCall call ->
          Optional.of(
              OutputItems.call(call)
                  .put("id", (call.custom() ? "ctc_" : "fc_") + id)
                  .put("status", COMPLETED));
      case Part.Media media -> image(media, id, drops);
      case Part.Native other when other.dialect() == Dialect.OPENAI_RESPONSES ->
          Optional.of(other.json().deepCopy());
      case Part.Native other when other.search().isPresent() ->
          Optional.of(SearchCalls.write(other.search().get(), id));
      case Part.Native other -> {
        drops.addIf(other.text().isEmpty(), "content." + NativePieces.kind(other));
        yield other.text().map(words -> message(id, OutputItems.text(words, List.of())));
      }
      case Part.ToolResult _ -> {
        drops.add("content.tool_result");
        yield Optional.empty();
      }
    };
  }

  /** A message of one part. */
  static ObjectNode message(String id, ObjectNode part) {
    var item =
        Trees.object()
            .put("type", "message")
            .put("id", "msg_" + id)
            .put("status", COMPLETED)
            .put("role", "assistant");
    item.putArray("content").add(part);
    return item;
  }

  private static Optional<ObjectNode> image(Part.Media media, String id, Drops drops) {
    boolean shown = media.kind() == Part.Media.Kind.IMAGE && media.source() instanceof Part.Inline;
    drops.addIf(!shown, "content.media");
    return shown && media.source() instanceof Part.Inline inline
        ? Optional.of(
            Trees.object()
                .put("type", "image_generation_call")
                .put("id", "ig_" + id)
                .put("status", COMPLETED)
                .put("result", inline.base64()))
        : Optional.empty();
  }
}
