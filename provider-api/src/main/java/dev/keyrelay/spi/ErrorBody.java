package dev.keyrelay.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an error body says, whichever of the usual shapes it has: {@code {"error":{…}}} (OpenAI,
 * Anthropic, Google), an array with one of those (Google's streams), {@code
 * {"response":{"error":{…}}}} (OpenAI's response.failed event), {@code {"choices":[{"error":{…}}]}}
 * (OpenRouter, of an answer that was cut off), {@code {"message":…}} (Mistral, Cohere), {@code
 * {"detail":…}} (FastAPI services), {@code {"error":"…"}} (xAI, Ollama), or text.
 *
 * @param node the object that describes the error; missing if the body is not JSON
 * @param message what upstream says, at most 2,000 characters; absent if it says nothing readable
 * @param code the machine-readable code, such as {@code context_length_exceeded}
 * @param words message, code, type, status and details in lower case, to look for words in. Other
 *     fields are left out, because services quote the user's own text in them.
 */
public record ErrorBody(
    JsonNode node, Optional<String> message, Optional<String> code, String words) {

  /** The type of the event that tells an error on OpenAI's responses: it says nothing of it. */
  private static final String EVENT = "error";

  private static final int MESSAGE_LIMIT = 2_000;
  private static final int WORDS_LIMIT = 20_000;

  /** Reads the body of a failure. Never throws. */
  public static ErrorBody of(UpstreamFailure failure) {
    String text = failure.text();
    JsonNode node = describing(text);
    if (node.isMissingNode()) {
      var words = text + " " + failure.cause().orElse("");
      return new ErrorBody(node, plain(text), Optional.empty(), lowered(words));
    }
    String words =
        Stream.of("message", "detail", "error", "code", "type", "status", "reason", "details")
            .map(node::path)
            .map(ErrorBody::flat)
            .collect(Collectors.joining(" "));
    return new ErrorBody(node, message(node), code(node), lowered(words));
  }

  /** Whether {@link #words} holds any of these, which are lower case. */
  public boolean says(String... wanted) {
    return Stream.of(wanted).anyMatch(words::contains);
  }

  /** The field of the request that an error in OpenAI's shape blames. */
  public Optional<String> param() {
    return Optional.ofNullable(node.path("param").textValue()).filter(param -> !param.isEmpty());
  }

  /**
   * The type that an error in OpenAI's shape gives, which is known by its field {@code param}, told
   * also where it is null.
   */
  public Optional<String> openAiType() {
    return Optional.ofNullable(node.path("type").textValue())
        .filter(type -> node.has("param") && !type.equals(EVENT) && !type.isEmpty());
  }

  private static JsonNode describing(String text) {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
    if (root == null || !root.isContainerNode()) {
      return MissingNode.getInstance();
    }
    JsonNode first = root.isArray() ? root.path(0) : root;
    return Stream.of(
            first.path("error"),
            first.path("response").path("error"),
            first.path("choices").path(0).path("error"))
        .filter(JsonNode::isObject)
        .findFirst()
        .orElse(first);
  }

  private static Optional<String> message(JsonNode node) {
    return Stream.of("message", "detail", "error", "error_description", "title")
        .map(node::path)
        .map(ErrorBody::flat)
        .filter(text -> !text.isBlank())
        .findFirst()
        .map(ErrorBody::shortened);
  }

  /** The text of a string; of anything else that is not empty, the first "msg" or the JSON. */
  private static String flat(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isContainerNode() && !node.isEmpty()) {
      JsonNode said = node.findPath("msg");
      return said.isTextual() ? said.textValue() + " " + location(node) : node.toString();
    }
    return node.isNumber() ? node.asText() : "";
  }

  private static String location(JsonNode node) {
    JsonNode where = node.findPath("loc");
    return where.isArray() ? where.toString() : "";
  }

  private static Optional<String> code(JsonNode node) {
    return Stream.of("code", "type", "status", "reason")
        .map(node::path)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(code -> !code.equals(EVENT))
        .findFirst();
  }

  private static Optional<String> plain(String text) {
    String stripped = text.strip();
    boolean readable = !stripped.isEmpty() && "<{[".indexOf(stripped.charAt(0)) < 0;
    return readable ? Optional.of(shortened(stripped)) : Optional.empty();
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "…";
  }

  private static String lowered(String text) {
    String head = text.length() <= WORDS_LIMIT ? text : text.substring(0, WORDS_LIMIT);
    return head.toLowerCase(Locale.ROOT);
  }
}
