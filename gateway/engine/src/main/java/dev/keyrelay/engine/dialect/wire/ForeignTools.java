package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import java.util.Map;

/** Tools that a service runs itself, which no other service can be asked for. */
public final class ForeignTools {

  private ForeignTools() {}

  /**
   * The tool, if the provider's dialect is its own.
   *
   * @throws UnsupportedCallException if it is another's; the message names the tool
   */
  public static JsonNode own(Dialect provider, Dialect dialect, JsonNode tool) {
    if (dialect == provider) {
      return tool;
    }
    // Gemini's tool is a field of an object; the others say their type.
    String name =
        tool.path("type").isTextual()
            ? tool.get("type").textValue()
            : tool.propertyStream().map(Map.Entry::getKey).findFirst().orElse("?");
    throw new UnsupportedCallException(
        "tools: the provider does not offer \""
            + name
            + "\" (expected: function tools; remove it, or choose a model whose provider has it)");
  }
}
