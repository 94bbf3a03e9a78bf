package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * From a dialect into the chat model and back nothing changes: neither the bytes that a dialect
 * says something with, nor the parts that all dialects can say.
 */
class RoundTripTest {

  private static final ReplyOptions REPLY = new ReplyOptions("m", true, 1, "x1", 7);

  private static final String TRIES_SEED = "20261121";

  /** A dialect's request, with a model that may be shown what the family signed. */
  record Asked(Dialect dialect, String model, ChatRequest request) {}

  /** A dialect's answer. */
  record Answered(Dialect dialect, ChatReply reply) {}

  @Provide
  Arbitrary<Asked> asked() {
    return Arbitraries.of(Dialect.values())
        .flatMap(
            dialect ->
                switch (dialect) {
                  case OPENAI_CHAT -> ask(dialect, "gemini-3-pro", Family.GEMINI);
                  case OPENAI_RESPONSES -> ask(dialect, "gpt-5.1", Family.OPENAI);
                  case ANTHROPIC_MESSAGES -> ask(dialect, "claude-opus-4-6", Family.ANTHROPIC);
                  case GEMINI -> ask(dialect, "gemini-3-flash", Family.GEMINI);
                });
  }

  private static Arbitrary<Asked> ask(Dialect dialect, String model, Family family) {
    return Sayings.request(family).map(request -> new Asked(dialect, model, request));
  }

  /** Answers of a provider itself, which signs with its family's proofs alone. */
  @Provide
  Arbitrary<Answered> own() {
    return Arbitraries.of(Dialect.values())
        .flatMap(
            dialect ->
                Sayings.reply(
                        switch (dialect) {
                          case OPENAI_CHAT, GEMINI -> Family.GEMINI;
                          case OPENAI_RESPONSES -> Family.OPENAI;
                          case ANTHROPIC_MESSAGES -> Family.ANTHROPIC;
                        })
                    .map(reply -> new Answered(dialect, reply)));
  }

  @Provide
  Arbitrary<Answered> answered() {
    return Arbitraries.of(Dialect.values())
        .flatMap(
            dialect -> Sayings.reply(Family.values()).map(reply -> new Answered(dialect, reply)));
  }

  private static Codec codec(Dialect dialect) {
    return Dialects.codec(dialect).orElseThrow();
  }

  @Property(tries = 400, seed = TRIES_SEED, shrinking = ShrinkingMode.BOUNDED)
  void aRequestComesBackAsItWas(@ForAll("asked") Asked asked) {
    var codec = codec(asked.dialect());
    var options = new RequestOptions(asked.model(), false, false, 8_192);
    ObjectNode first = codec.encodeRequest(asked.request(), options, new Drops());
    var drops = new Drops();
    var read = codec.decodeRequest(first.deepCopy(), drops);
    assertThat(drops.fields()).isEmpty();
    assertThat(codec.encodeRequest(read, options, new Drops())).isEqualTo(first);
  }

  @Property(tries = 400, seed = TRIES_SEED, shrinking = ShrinkingMode.BOUNDED)
  void anAnswerComesBackAsItWas(@ForAll("answered") Answered answered) {
    var codec = codec(answered.dialect());
    ObjectNode first = codec.encodeReply(answered.reply(), REPLY, new Drops());
    var drops = new Drops();
    var read = codec.decodeReply(first.deepCopy(), drops);
    assertThat(drops.fields()).isEmpty();
    assertThat(read.usage()).isEqualTo(answered.reply().usage());
    assertThat(codec.encodeReply(read, REPLY, new Drops())).isEqualTo(first);
  }

  @Property(tries = 400, seed = TRIES_SEED, shrinking = ShrinkingMode.BOUNDED)
  void aStreamComesBackAsItWas(@ForAll("own") Answered answered) {
    var codec = codec(answered.dialect());
    List<String> first = written(codec, events(answered.reply()));
    var decoder = codec.eventDecoder(new Drops());
    var read = new ArrayList<ChatEvent>();
    for (String data : first) {
      read.addAll(decoder.decode(SseEvent.of("", data)));
    }
    read.addAll(decoder.end());
    assertThat(String.join("\n", written(codec, read))).isEqualTo(String.join("\n", first));
  }

  @Property(tries = 300, seed = TRIES_SEED, shrinking = ShrinkingMode.BOUNDED)
  void aStreamSaysWhatTheWholeAnswerSays(@ForAll("own") Answered answered) {
    var codec = codec(answered.dialect());
    var decoder = codec.eventDecoder(new Drops());
    var read = new ArrayList<ChatEvent>();
    for (String data : written(codec, events(answered.reply()))) {
      read.addAll(decoder.decode(SseEvent.of("", data)));
    }
    read.addAll(decoder.end());
    var whole = codec.encodeReply(answered.reply(), REPLY, new Drops());
    var parts = codec.decodeReply(whole, new Drops()).candidates().getFirst().parts();
    assertThat(said(read)).isEqualTo(said(opened(parts)));
  }

  private static List<String> written(Codec codec, List<ChatEvent> events) {
    var encoder = codec.eventEncoder(REPLY, new Drops());
    return events.stream()
        .flatMap(event -> encoder.encode(event).stream())
        .map(SseEvent::text)
        .toList();
  }

  /** A reply as the events of a stream, its words in two pieces. */
  private static List<ChatEvent> events(ChatReply reply) {
    var candidate = reply.candidates().getFirst();
    var events = new ArrayList<ChatEvent>();
    events.add(new ChatEvent.Started(reply.id(), reply.model(), reply.created(), Optional.empty()));
    events.addAll(opened(candidate.parts()));
    events.add(new ChatEvent.CandidateFinished(0, candidate.stop()));
    events.add(new ChatEvent.Usage(reply.usage().orElseThrow()));
    events.add(new ChatEvent.Finished());
    return events;
  }

  private static List<ChatEvent> opened(List<Part> parts) {
    var events = new ArrayList<ChatEvent>();
    for (var part : parts) {
      switch (part) {
        case Part.Text text -> {
          events.add(new ChatEvent.PartOpened(0, Part.Text.of("")));
          pieces(text.text(), events);
          text.citations().forEach(citation -> events.add(new ChatEvent.Cited(0, citation)));
          text.signature().ifPresent(proof -> events.add(new ChatEvent.Signed(0, proof)));
        }
        case Part.Thinking thought -> {
          var empty = new Part.Thinking("", thought.summary(), Optional.empty());
          events.add(new ChatEvent.PartOpened(0, empty));
          pieces(thought.text(), events);
          thought.opaque().ifPresent(proof -> events.add(new ChatEvent.Signed(0, proof)));
        }
        case Part.ToolCall call -> {
          var empty =
              new Part.ToolCall(
                  call.id(),
                  call.name(),
                  "",
                  false,
                  Optional.empty(),
                  call.signature(),
                  Optional.empty());
          events.add(new ChatEvent.PartOpened(0, empty));
          events.add(new ChatEvent.ArgumentsDelta(0, call.arguments()));
        }
        default -> throw new IllegalStateException("not among the sayings: " + part);
      }
      events.add(new ChatEvent.PartClosed(0));
    }
    return events;
  }

  private static void pieces(String text, List<ChatEvent> events) {
    if (text.length() > 1) {
      events.add(new ChatEvent.TextDelta(0, text.substring(0, 1)));
    }
    if (!text.isEmpty()) {
      events.add(new ChatEvent.TextDelta(0, text.substring(text.length() > 1 ? 1 : 0)));
    }
  }

  /** Words, thoughts and calls that events tell, each as one text. */
  private static List<String> said(List<ChatEvent> events) {
    var words = new StringBuilder();
    var thoughts = new StringBuilder();
    var calls = new StringBuilder();
    var proofs = new ArrayList<String>();
    Part open = Part.Text.of("");
    for (var event : events) {
      switch (event) {
        case ChatEvent.PartOpened e -> {
          open = e.part();
          if (open instanceof Part.ToolCall call) {
            calls.append('|').append(call.name()).append(call.id()).append(call.arguments());
            call.signature().ifPresent(proof -> proofs.add(proof.toString()));
          }
          if (open instanceof Part.Thinking thought) {
            thoughts.append(thought.text());
            thought.opaque().ifPresent(proof -> proofs.add(proof.toString()));
          }
        }
        case ChatEvent.TextDelta e ->
            (open instanceof Part.Thinking ? thoughts : words).append(e.text());
        case ChatEvent.ArgumentsDelta e -> calls.append(e.json());
        case ChatEvent.Signed e -> proofs.add(e.opaque().toString());
        default -> {}
      }
    }
    proofs.sort(String::compareTo);
    return List.of(
        words.toString(),
        thoughts.toString().replace("\n", ""),
        calls.toString(),
        proofs.toString());
  }
}
