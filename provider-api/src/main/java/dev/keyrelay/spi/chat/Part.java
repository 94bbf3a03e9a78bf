package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import java.util.List;
import java.util.Optional;

/** A piece of a turn. */
public sealed interface Part {

  /** Where the client wants a prompt cache to end, as Anthropic's {@code cache_control} object. */
  default Optional<JsonNode> cacheControl() {
    return Optional.empty();
  }

  /** Text. */
  record Text(
      String text,
      List<Citation> citations,
      Optional<JsonNode> cacheControl,
      Optional<Opaque> signature)
      implements Part {
    public Text {
      citations = List.copyOf(citations);
    }

    /** Plain text. */
    public static Text of(String text) {
      return new Text(text, List.of(), Optional.empty(), Optional.empty());
    }
  }

  /** An image, a document, a sound or a film. */
  record Media(
      Kind kind,
      Source source,
      Optional<String> name,
      Optional<String> detail,
      Optional<JsonNode> cacheControl,
      Optional<JsonNode> options)
      implements Part {

    /** What sort of media it is. */
    public enum Kind {
      /** A picture. */
      IMAGE,
      /** A file to read, such as a PDF. */
      DOCUMENT,
      /** Sound. */
      AUDIO,
      /** A film. */
      VIDEO
    }
  }

  /** Where media come from. */
  sealed interface Source {}

  /** Base64 data in the request. */
  record Inline(String mediaType, String base64) implements Source {}

  /** A URL that the provider fetches. */
  record Link(String url, Optional<String> mediaType) implements Source {}

  /** A file that the client uploaded to the provider before. */
  record FileId(String id, Dialect family) implements Source {}

  /** Text given as a document. */
  record PlainText(String text) implements Source {}

  /**
   * What the model thought.
   *
   * @param text readable thoughts; may be empty
   * @param summary whether the text is a summary of thoughts
   * @param opaque the proof or the encrypted form, replayed only to the family that made it
   */
  record Thinking(String text, boolean summary, Optional<Opaque> opaque) implements Part {}

  /**
   * A call of a tool.
   *
   * @param id joins the call with its result
   * @param name the tool
   * @param arguments the arguments as the JSON text the model wrote; free text for custom tools
   * @param custom whether the tool takes free text
   * @param namespace the namespace of the tool, if it has one
   * @param signature an opaque proof that belongs to the call
   */
  record ToolCall(
      String id,
      String name,
      String arguments,
      boolean custom,
      Optional<String> namespace,
      Optional<Opaque> signature,
      Optional<JsonNode> cacheControl)
      implements Part {}

  /**
   * The result of a call.
   *
   * @param callId the call
   * @param name the tool, if known
   * @param content text, images, documents
   * @param error whether the tool failed
   * @param custom whether the call was of a custom tool
   */
  record ToolResult(
      String callId,
      Optional<String> name,
      List<Part> content,
      boolean error,
      boolean custom,
      Optional<JsonNode> cacheControl)
      implements Part {
    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /** The model declines. */
  record Refusal(String text) implements Part {}

  /**
   * A piece that only one dialect has (server tools and their results, containers, …), carried as
   * it is and only ever given back to that dialect.
   *
   * @param dialect the dialect it came in
   * @param json the piece
   * @param text what to say instead in other dialects, if anything
   * @param search the search of the web that it tells of, which several dialects have pieces for
   */
  record Native(Dialect dialect, JsonNode json, Optional<String> text, Optional<Search> search)
      implements Part {

    /** A piece that tells of no search. */
    public Native(Dialect dialect, JsonNode json, Optional<String> text) {
      this(dialect, json, text, Optional.empty());
    }
  }
}
