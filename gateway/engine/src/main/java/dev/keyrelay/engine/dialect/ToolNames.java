package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import dev.keyrelay.spi.chat.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Names of tools as every service takes them: letters, digits, underscore and hyphen, at most 64,
 * and no namespace. A tool with another name is shown under one made of it, one in a namespace as
 * {@code namespace__name}, and their calls come back as what they were. Immutable.
 */
final class ToolNames {

  private static final int LONGEST = 64;

  private record Place(String namespace, String name) {}

  private final Map<Place, String> shown;
  private final Map<String, Place> places = new HashMap<>();

  private ToolNames(Map<Place, String> shown) {
    this.shown = shown;
    shown.forEach((place, name) -> places.put(name, place));
  }

  /** The names of a request's tools. */
  static ToolNames of(ChatRequest request) {
    var shown = new HashMap<Place, String>();
    var taken =
        request.tools().stream()
            .map(ToolNames::plain)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    for (var tool : request.tools()) {
      place(tool)
          .filter(ToolNames::foreign)
          .ifPresent(place -> shown.computeIfAbsent(place, _ -> free(joined(place), taken)));
    }
    return new ToolNames(shown);
  }

  private static Optional<String> plain(Tool tool) {
    return place(tool).filter(place -> !foreign(place)).map(Place::name);
  }

  private static Optional<Place> place(Tool tool) {
    return switch (tool) {
      case Tool.Function f -> Optional.of(new Place(f.namespace().orElse(""), f.name()));
      case Tool.Custom custom -> Optional.of(new Place("", custom.name()));
      case Tool.WebSearch _, Tool.Native _ -> Optional.empty();
    };
  }

  private static Place place(Part.ToolCall call) {
    return new Place(call.namespace().orElse(""), call.name());
  }

  /** Whether a tool must go by another name. */
  private static boolean foreign(Place place) {
    return !place.namespace().isEmpty() || !plain(place.name());
  }

  private static boolean plain(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && !Character.isDigit(name.charAt(0))
        && name.charAt(0) != '-'
        && name.chars().allMatch(ToolNames::plain);
  }

  private static boolean plain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  /** Too long a name keeps its beginning, and is told apart by a hash. */
  private static String joined(Place place) {
    boolean alone = place.namespace().isEmpty() || place.namespace().equals(place.name());
    String name =
        alone ? place.name() : place.namespace().replaceAll("_+$", "") + "__" + place.name();
    String safe = name.replaceAll("[^a-zA-Z0-9_-]", "_");
    String begun = safe.matches("[a-zA-Z_].*") ? safe : "_" + safe;
    return begun.length() <= LONGEST
        ? begun
        : begun.substring(0, LONGEST - 9) + "_" + String.format("%08x", name.hashCode());
  }

  private static String free(String wished, Set<String> taken) {
    String name = wished;
    for (int i = 2; !taken.add(name); i++) {
      String end = "_" + i;
      name = wished.substring(0, Math.min(wished.length(), LONGEST - end.length())) + end;
    }
    return name;
  }

  /** The request with the names that are shown. */
  ChatRequest shown(ChatRequest request) {
    return shown.isEmpty() && !callsForeign(request)
        ? request
        : new ChatRequest(
            request.turns().stream().map(this::shown).toList(),
            request.tools().stream().map(this::shown).toList(),
            request.toolChoice().map(this::shown),
            request.parallelToolCalls(),
            request.sampling(),
            request.reasoning(),
            request.output(),
            request.cacheKey(),
            request.user(),
            request.serviceTier(),
            request.extensions());
  }

  private static boolean callsForeign(ChatRequest request) {
    return request.turns().stream()
        .flatMap(turn -> turn.parts().stream())
        .anyMatch(part -> part instanceof Part.ToolCall call && foreign(place(call)));
  }

  private Turn shown(Turn turn) {
    return new Turn(turn.role(), turn.parts().stream().map(this::shown).toList(), turn.name());
  }

  private Part shown(Part part) {
    return switch (part) {
      case Part.ToolCall call when foreign(place(call)) ->
          named(call, shownAs(place(call)), Optional.empty());
      case Part.ToolResult result when result.name().filter(n -> !plain(n)).isPresent() ->
          new Part.ToolResult(
              result.callId(),
              result.name().map(name -> shownAs(new Place("", name))),
              result.content(),
              result.error(),
              result.custom(),
              result.cacheControl());
      default -> part;
    };
  }

  private String shownAs(Place place) {
    return shown.getOrDefault(place, joined(place));
  }

  private Tool shown(Tool tool) {
    var place = place(tool).filter(ToolNames::foreign).orElse(null);
    if (place == null) {
      return tool;
    }
    return switch (tool) {
      case Tool.Function function ->
          new Tool.Function(
              shownAs(place),
              function.description(),
              function.schema(),
              function.strict(),
              Optional.empty(),
              function.cacheControl(),
              function.extensions());
      case Tool.Custom custom ->
          new Tool.Custom(shownAs(place), custom.description(), custom.format());
      case Tool.WebSearch _, Tool.Native _ -> tool;
    };
  }

  private ToolChoice shown(ToolChoice choice) {
    return switch (choice) {
      case ToolChoice.Named named -> new ToolChoice.Named(chosen(named.name()), named.custom());
      case ToolChoice.Allowed some ->
          new ToolChoice.Allowed(some.names().stream().map(this::chosen).toList(), some.required());
      case ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ -> choice;
    };
  }

  /** A choice says the bare name. */
  private String chosen(String name) {
    return shown.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(name);
  }

  private static Part.ToolCall named(Part.ToolCall call, String name, Optional<String> namespace) {
    return new Part.ToolCall(
        call.id(),
        name,
        call.arguments(),
        call.custom(),
        namespace,
        call.signature(),
        call.cacheControl());
  }

  private Part restored(Part part) {
    var place = part instanceof Part.ToolCall call ? places.get(call.name()) : null;
    return place != null && part instanceof Part.ToolCall call
        ? named(
            call,
            place.name(),
            Optional.of(place.namespace()).filter(namespace -> !namespace.isEmpty()))
        : part;
  }

  ChatReply restored(ChatReply reply) {
    if (places.isEmpty()) {
      return reply;
    }
    UnaryOperator<List<Part>> all = parts -> parts.stream().map(this::restored).toList();
    var candidates =
        reply.candidates().stream()
            .map(c -> new ChatReply.Candidate(all.apply(c.parts()), c.stop(), c.logprobs()))
            .toList();
    return new ChatReply(
        reply.id(), reply.model(), reply.created(), candidates, reply.usage(), reply.extensions());
  }

  ChatEvent restored(ChatEvent event) {
    return event instanceof ChatEvent.PartOpened opened && !places.isEmpty()
        ? new ChatEvent.PartOpened(opened.candidate(), restored(opened.part()))
        : event;
  }
}
