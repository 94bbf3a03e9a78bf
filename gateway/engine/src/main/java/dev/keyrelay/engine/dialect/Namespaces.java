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
 * Tools that stand in a namespace, for dialects that have none: they are shown as {@code
 * namespace__name}, and their calls come back as what they were. Immutable.
 */
final class Namespaces {

  /** The longest name of a function that every service takes. */
  private static final int LONGEST = 64;

  private record Place(String namespace, String name) {}

  private final Map<Place, String> shown;
  private final Map<String, Place> places = new HashMap<>();

  private Namespaces(Map<Place, String> shown) {
    this.shown = shown;
    shown.forEach((place, name) -> places.put(name, place));
  }

  /** The names of a request's tools. */
  static Namespaces of(ChatRequest request) {
    var shown = new HashMap<Place, String>();
    var taken =
        request.tools().stream()
            .map(Namespaces::plain)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    for (var tool : request.tools()) {
      if (tool instanceof Tool.Function function && function.namespace().isPresent()) {
        var place = new Place(function.namespace().get(), function.name());
        shown.put(place, free(joined(place), taken));
      }
    }
    return new Namespaces(shown);
  }

  private static Optional<String> plain(Tool tool) {
    return switch (tool) {
      case Tool.Function f -> f.namespace().isEmpty() ? Optional.of(f.name()) : Optional.empty();
      case Tool.Custom custom -> Optional.of(custom.name());
      case Tool.WebSearch _, Tool.Native _ -> Optional.empty();
    };
  }

  /** Too long a name keeps its beginning, and is told apart by a hash. */
  private static String joined(Place place) {
    String name =
        place.namespace().equals(place.name())
            ? place.name()
            : place.namespace().replaceAll("_+$", "") + "__" + place.name();
    return name.length() <= LONGEST
        ? name
        : name.substring(0, LONGEST - 9) + "_" + String.format("%08x", name.hashCode());
  }

  private static String free(String wished, Set<String> taken) {
    String name = wished;
    for (int i = 2; !taken.add(name); i++) {
      String end = "_" + i;
      name = wished.substring(0, Math.min(wished.length(), LONGEST - end.length())) + end;
    }
    return name;
  }

  /** The request without namespaces. */
  ChatRequest flattened(ChatRequest request) {
    return shown.isEmpty() && !callsNamespaced(request)
        ? request
        : new ChatRequest(
            request.turns().stream().map(this::flattened).toList(),
            request.tools().stream().map(this::flattened).toList(),
            request.toolChoice().map(this::flattened),
            request.parallelToolCalls(),
            request.sampling(),
            request.reasoning(),
            request.output(),
            request.cacheKey(),
            request.user(),
            request.serviceTier(),
            request.extensions());
  }

  private static boolean callsNamespaced(ChatRequest request) {
    return request.turns().stream()
        .flatMap(turn -> turn.parts().stream())
        .anyMatch(part -> part instanceof Part.ToolCall call && call.namespace().isPresent());
  }

  private Turn flattened(Turn turn) {
    return new Turn(turn.role(), turn.parts().stream().map(this::flattened).toList(), turn.name());
  }

  private Part flattened(Part part) {
    if (!(part instanceof Part.ToolCall call) || call.namespace().isEmpty()) {
      return part;
    }
    var place = new Place(call.namespace().get(), call.name());
    return named(call, shown.getOrDefault(place, joined(place)), Optional.empty());
  }

  private Tool flattened(Tool tool) {
    return tool instanceof Tool.Function function && function.namespace().isPresent()
        ? new Tool.Function(
            shown.getOrDefault(
                new Place(function.namespace().get(), function.name()), function.name()),
            function.description(),
            function.schema(),
            function.strict(),
            Optional.empty(),
            function.cacheControl(),
            function.extensions())
        : tool;
  }

  private ToolChoice flattened(ToolChoice choice) {
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
        ? named(call, place.name(), Optional.of(place.namespace()))
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
