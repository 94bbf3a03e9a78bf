package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.OutputForm;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.Sampling;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Anything that can be said in the chat model, as far as all dialects can say it. */
final class Sayings {

  private Sayings() {}

  static Arbitrary<String> words() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('\n', '"', '\\', 'ä', '\u2028', '漢')
        .ofMinLength(1)
        .ofMaxLength(12);
  }

  private static Arbitrary<String> name() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(6);
  }

  private static Arbitrary<String> base64() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .ofMinLength(4)
        .ofMaxLength(20)
        .map(text -> java.util.Base64.getEncoder().encodeToString(text.getBytes()));
  }

  private static Arbitrary<String> arguments() {
    return Arbitraries.maps(name(), words())
        .ofMaxSize(2)
        .map(map -> JsonBody.MAPPER.valueToTree(map).toString());
  }

  private static Arbitrary<Part> text() {
    return words().map(Part.Text::of);
  }

  private static Arbitrary<Part> cited() {
    return Combinators.combine(words(), name())
        .as(
            (words, page) -> {
              var citation =
                  new Citation(
                      Optional.of("https://" + page + ".example"),
                      Optional.of(page),
                      Optional.empty(),
                      OptionalInt.of(0),
                      OptionalInt.of(words.length()),
                      Dialect.OPENAI_CHAT,
                      JsonBody.MAPPER.createObjectNode());
              return new Part.Text(words, List.of(citation), Optional.empty(), Optional.empty());
            });
  }

  private static Arbitrary<Optional<Opaque>> proof(Opaque.Family... families) {
    return Combinators.combine(base64(), Arbitraries.of(families))
        .as((value, family) -> new Opaque(family, value, Optional.empty()))
        .optional();
  }

  private static Arbitrary<Part> thought(Opaque.Family... families) {
    return Combinators.combine(words(), proof(families))
        .as(
            (words, proof) ->
                new Part.Thinking(
                    hasWords(proof) ? words : "",
                    proof.map(Opaque::family).equals(Optional.of(Opaque.Family.OPENAI)),
                    proof));
  }

  private static boolean hasWords(Optional<Opaque> proof) {
    return proof.filter(o -> o.family() == Opaque.Family.ANTHROPIC_REDACTED).isEmpty();
  }

  /** A call; Gemini alone signs calls. */
  private static Arbitrary<Part> call(Opaque.Family... families) {
    boolean signs = List.of(families).contains(Opaque.Family.GEMINI);
    var proof = signs ? proof(Opaque.Family.GEMINI) : Arbitraries.just(Optional.<Opaque>empty());
    return Combinators.combine(name(), arguments(), proof)
        .as(
            (name, arguments, signature) ->
                new Part.ToolCall(
                    "unset",
                    name,
                    arguments,
                    false,
                    Optional.empty(),
                    signature,
                    Optional.empty()));
  }

  private static Arbitrary<Part> picture() {
    return Arbitraries.oneOf(
            base64().map(data -> (Part.Source) new Part.Inline("image/png", data)),
            name().map(n -> new Part.Link("https://" + n + ".example/p.png", Optional.empty())))
        .map(
            source ->
                new Part.Media(
                    Part.Media.Kind.IMAGE,
                    source,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
  }

  /** What a model says, its calls with ids of their own; signed by the families. */
  static Arbitrary<List<Part>> said(Opaque.Family... families) {
    return Arbitraries.oneOf(text(), text(), thought(families), call(families))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(Sayings::numbered);
  }

  /** The same with sources. */
  static Arbitrary<List<Part>> saidWithSources() {
    return Arbitraries.oneOf(text(), cited()).list().ofMinSize(1).ofMaxSize(3);
  }

  private static List<Part> numbered(List<Part> parts) {
    var numbered = new ArrayList<Part>();
    for (var part : parts) {
      numbered.add(
          part instanceof Part.ToolCall call
              ? new Part.ToolCall(
                  "call_" + numbered.size(),
                  call.name(),
                  call.arguments(),
                  false,
                  Optional.empty(),
                  call.signature(),
                  Optional.empty())
              : part);
    }
    return numbered;
  }

  static Arbitrary<ChatReply> reply(Opaque.Family... families) {
    return Combinators.combine(
            Arbitraries.oneOf(said(families), saidWithSources()),
            Arbitraries.of(Stop.Reason.END, Stop.Reason.MAX_TOKENS, Stop.Reason.FILTERED),
            Arbitraries.longs().between(1, 500).list().ofSize(4))
        .as(
            (parts, reason, counts) -> {
              boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
              var stop = calls && reason == Stop.Reason.END ? Stop.Reason.TOOL_CALLS : reason;
              return new ChatReply(
                  Optional.of("x1"),
                  "m",
                  OptionalLong.of(7),
                  List.of(new ChatReply.Candidate(parts, Stop.of(stop), Optional.empty())),
                  Optional.of(usage(counts)),
                  Extensions.none(Dialect.OPENAI_CHAT));
            });
  }

  private static TokenUsage usage(List<Long> counts) {
    return new TokenUsage(
        counts.get(0),
        counts.get(1),
        0,
        counts.get(2),
        counts.get(3),
        OptionalDouble.empty(),
        false);
  }

  /** A conversation of a few turns, in which every call but the last ones has its result. */
  static Arbitrary<List<Turn>> turns(Opaque.Family... families) {
    var user = Arbitraries.oneOf(text(), picture()).list().ofMinSize(1).ofMaxSize(3);
    return Combinators.combine(words().optional(), user, said(families).list().ofMaxSize(2), user)
        .as(
            (system, first, answers, next) -> {
              var turns = new ArrayList<Turn>();
              system.ifPresent(
                  text -> turns.add(turn(Turn.Role.SYSTEM, List.of(Part.Text.of(text)))));
              turns.add(turn(Turn.Role.USER, first));
              for (var answer : answers) {
                var spoken = new ArrayList<>(answer);
                spoken.add(Part.Text.of("So much for that."));
                var renamed = renamed(spoken, turns.size());
                turns.add(turn(Turn.Role.ASSISTANT, renamed));
                var results = new ArrayList<>(results(renamed));
                results.addAll(next);
                turns.add(turn(Turn.Role.USER, results));
              }
              return turns;
            });
  }

  private static Turn turn(Turn.Role role, List<Part> parts) {
    return new Turn(role, parts, Optional.empty());
  }

  private static List<Part> renamed(List<Part> parts, int turn) {
    return parts.stream()
        .map(
            part ->
                part instanceof Part.ToolCall call
                    ? (Part)
                        new Part.ToolCall(
                            call.id() + "_" + turn,
                            call.name(),
                            call.arguments(),
                            false,
                            Optional.empty(),
                            call.signature(),
                            Optional.empty())
                    : part)
        .toList();
  }

  private static List<Part> results(List<Part> parts) {
    return parts.stream()
        .filter(Part.ToolCall.class::isInstance)
        .map(Part.ToolCall.class::cast)
        .map(
            call ->
                (Part)
                    new Part.ToolResult(
                        call.id(),
                        Optional.of(call.name()),
                        List.of(Part.Text.of("found " + call.name())),
                        false,
                        false,
                        Optional.empty()))
        .toList();
  }

  static Arbitrary<ChatRequest> request(Opaque.Family... families) {
    return Combinators.combine(
            turns(families),
            tools(),
            sampling(),
            Arbitraries.of("minimal", "low", "medium", "high").optional(),
            Arbitraries.of(true, false))
        .as(
            (turns, tools, sampling, effort, json) ->
                new ChatRequest(
                    turns,
                    tools,
                    tools.isEmpty() ? Optional.empty() : Optional.of(new ToolChoice.Auto()),
                    Optional.empty(),
                    sampling,
                    effort.map(
                        word ->
                            new Reasoning(
                                Reasoning.Mode.ON,
                                Optional.of(word),
                                OptionalLong.empty(),
                                Optional.empty())),
                    json ? schema() : new OutputForm.FreeText(Optional.empty()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Extensions.none(Dialect.OPENAI_CHAT)));
  }

  private static OutputForm schema() {
    return new OutputForm.Schema(
        "answer",
        Optional.empty(),
        JsonBody.MAPPER.createObjectNode().put("type", "object"),
        Optional.of(true));
  }

  private static Arbitrary<List<Tool>> tools() {
    return Combinators.combine(name(), words().optional())
        .as(
            (name, description) ->
                (Tool)
                    new Tool.Function(
                        name,
                        description,
                        Optional.of(JsonBody.MAPPER.createObjectNode().put("type", "object")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Extensions.none(Dialect.OPENAI_CHAT)))
        .list()
        .ofMaxSize(2)
        .uniqueElements(tool -> ((Tool.Function) tool).name());
  }

  private static Arbitrary<Sampling> sampling() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 10).optional(),
            Arbitraries.integers().between(1, 9).optional(),
            Arbitraries.longs().between(4_000, 9_000).optional(),
            words().filter(word -> !word.isBlank()).list().ofMaxSize(2))
        .as(
            (temperature, topP, most, stop) ->
                new Sampling(
                    temperature
                        .map(t -> OptionalDouble.of(t / 10.0))
                        .orElse(OptionalDouble.empty()),
                    topP.map(p -> OptionalDouble.of(p / 10.0)).orElse(OptionalDouble.empty()),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalLong.empty(),
                    most.map(OptionalLong::of).orElse(OptionalLong.empty()),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    stop));
  }
}
