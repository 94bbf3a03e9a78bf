package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.chat.Tool;

/**
 * Tools that take free text, as functions for services that have no such tools: the one argument
 * {@code input} is the text.
 */
public final class FreeText {

  /** The name of the argument. */
  public static final String ARGUMENT = "input";

  private FreeText() {}

  /** What the function is said to do, with the format of its text. */
  public static String description(Tool.Custom tool) {
    String format = tool.format().map(f -> "\n\nFormat of the input: " + f).orElse("");
    return tool.description().orElse("") + format;
  }

  /** The schema of its arguments. */
  public static ObjectNode schema() {
    var schema = Trees.object().put("type", "object");
    schema.putObject("properties").putObject(ARGUMENT).put("type", "string");
    schema.putArray("required").add(ARGUMENT);
    return schema;
  }

  /** The arguments of a call. */
  public static ObjectNode arguments(String text) {
    return Trees.object().put(ARGUMENT, text);
  }
}
