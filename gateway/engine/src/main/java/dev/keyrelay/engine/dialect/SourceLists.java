package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the documents that an answer cites in words to clients whose dialect has no piece for a
 * citation without an address: a short list after the texts that cite them. An answer in JSON stays
 * as it is, and its writer names what it leaves out.
 */
final class SourceLists {

  private final boolean wanted;
  private final Map<Integer, Set<String>> waiting = new HashMap<>();

  /**
   * Lists for one answer.
   *
   * @param json whether the answer is to be JSON
   */
  SourceLists(Dialect client, boolean json) {
    boolean pagesOnly =
        switch (client) {
          case OPENAI_CHAT, ANTHROPIC_MESSAGES -> true;
          case OPENAI_RESPONSES, GEMINI -> false;
        };
    this.wanted = pagesOnly && !json;
  }

  /** The answer with its lists. */
  ChatReply told(ChatReply reply) {
    if (!wanted) {
      return reply;
    }
    var candidates = reply.candidates().stream().map(this::told).toList();
    return new ChatReply(
        reply.id(), reply.model(), reply.created(), candidates, reply.usage(), reply.extensions());
  }

  private ChatReply.Candidate told(ChatReply.Candidate candidate) {
    var parts = new ArrayList<Part>();
    for (var part : candidate.parts()) {
      if (part instanceof Part.Text text) {
        parts.add(withPages(text));
      } else {
        list(0).ifPresent(list -> parts.add(Part.Text.of(list)));
        parts.add(part);
      }
    }
    list(0).ifPresent(list -> parts.add(Part.Text.of(list)));
    return new ChatReply.Candidate(parts, candidate.stop(), candidate.logprobs());
  }

  private Part withPages(Part.Text text) {
    var pages = text.citations().stream().filter(citation -> !listed(0, citation)).toList();
    return new Part.Text(text.text(), pages, text.cacheControl(), text.signature());
  }

  /** The event, after a list that is due before it. */
  List<ChatEvent> told(ChatEvent event) {
    return switch (event) {
      case ChatEvent.Cited e when wanted && listed(e.candidate(), e.citation()) -> List.of();
      case ChatEvent.PartOpened e when !(e.part() instanceof Part.Text) ->
          afterList(e.candidate(), e);
      case ChatEvent.CandidateFinished e -> afterList(e.candidate(), e);
      default -> List.of(event);
    };
  }

  private List<ChatEvent> afterList(int candidate, ChatEvent event) {
    return list(candidate)
        .map(
            list ->
                List.of(
                    new ChatEvent.PartOpened(candidate, Part.Text.of("")),
                    new ChatEvent.TextDelta(candidate, list),
                    new ChatEvent.PartClosed(candidate),
                    event))
        .orElseGet(() -> List.of(event));
  }

  private boolean listed(int candidate, Citation citation) {
    boolean document = citation.url().isEmpty() && citation.title().isPresent();
    if (document) {
      String quote =
          citation.quote().map(String::strip).filter(words -> !words.isEmpty()).orElse("");
      waiting
          .computeIfAbsent(candidate, _ -> new LinkedHashSet<>())
          .add("- " + citation.title().get() + (quote.isEmpty() ? "" : ": \"" + quote + "\""));
    }
    return document;
  }

  private Optional<String> list(int candidate) {
    var lines = waiting.remove(candidate);
    return lines == null
        ? Optional.empty()
        : Optional.of("\n\nSources:\n" + String.join("\n", lines));
  }
}
