package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step of a streamed answer. Parts are opened, grow and are closed in order within a candidate;
 * at most one part of a candidate is open at a time. A stream begins with {@link Started} and ends
 * with {@link Finished} or {@link Failed}.
 */
public sealed interface ChatEvent {

  /** The answer begins. */
  record Started(
      Optional<String> id, String model, OptionalLong created, Optional<TokenUsage> usage)
      implements ChatEvent {}

  /**
   * A part is opened: empty text, thinking or refusal, or a tool call without arguments. Media and
   * native parts come whole, and are closed at once.
   */
  record PartOpened(int candidate, Part part) implements ChatEvent {}

  /** Text of the open text, thinking or refusal part. */
  record TextDelta(int candidate, String text) implements ChatEvent {}

  /** Argument text of the open tool call. */
  record ArgumentsDelta(int candidate, String json) implements ChatEvent {}

  /** The proof of the open thinking part, text or tool call; it replaces one it was opened with. */
  record Signed(int candidate, Opaque opaque) implements ChatEvent {}

  /** A citation of the open text part. */
  record Cited(int candidate, Citation citation) implements ChatEvent {}

  /**
   * Log probabilities of what was just said: a list in the form of OpenAI chat's {@code
   * logprobs.content}.
   */
  record Logprobs(int candidate, JsonNode logprobs) implements ChatEvent {}

  /** The open part is closed. */
  record PartClosed(int candidate) implements ChatEvent {}

  /** Counts so far; a later one replaces an earlier one. */
  record Usage(TokenUsage usage) implements ChatEvent {}

  /** A candidate has ended. */
  record CandidateFinished(int candidate, Stop stop) implements ChatEvent {}

  /** The answer has ended well. */
  record Finished() implements ChatEvent {}

  /** Upstream reports an error. */
  record Failed(JsonNode error) implements ChatEvent {}
}
