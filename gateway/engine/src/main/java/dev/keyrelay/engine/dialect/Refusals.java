package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Tool;
import dev.keyrelay.spi.chat.ToolChoice;
import java.util.List;
import java.util.Optional;

/**
 * What no service takes, or each takes for something else: refused before one is asked, so that the
 * client is told of its own field.
 */
final class Refusals {

  private Refusals() {}

  /**
   * Checks a request.
   *
   * @throws UnsupportedCallException by the words of OpenAI chat
   */
  static void check(ChatRequest request) {
    if (request.turns().stream().allMatch(turn -> turn.parts().isEmpty())) {
      throw refused("messages", "nothing is said", "at least one message with content");
    }
    var sampling = request.sampling();
    if (sampling.maxTokens().orElse(0) < 0) {
      throw refused("max_tokens", sampling.maxTokens().getAsLong(), "no number below 0");
    }
    if (sampling.candidates().orElse(1) < 1) {
      throw refused("n", sampling.candidates().getAsInt(), "1 or more");
    }
    request.tools().forEach(Refusals::checkSchema);
    request.toolChoice().ifPresent(choice -> checkChoice(choice, request.tools()));
  }

  private static void checkSchema(Tool tool) {
    if (tool instanceof Tool.Function function) {
      function
          .schema()
          .filter(schema -> !schema.isObject())
          .ifPresent(
              schema -> {
                String what = "the arguments of " + function.name() + ", " + schema;
                throw refused("tools", what, "a JSON Schema, which is an object");
              });
    }
  }

  private static void checkChoice(ToolChoice choice, List<Tool> tools) {
    List<String> chosen =
        switch (choice) {
          case ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ -> List.of();
          case ToolChoice.Named named -> List.of(named.name());
          case ToolChoice.Allowed some -> some.names();
        };
    if (tools.isEmpty() && (choice instanceof ToolChoice.Required || !chosen.isEmpty())) {
      throw refused("tool_choice", "a tool must be called, and there is none", "tools");
    }
    var names = tools.stream().map(Refusals::name).toList();
    // What a service's own tool is called, it alone knows.
    if (names.stream().allMatch(Optional::isPresent)) {
      for (String name : chosen) {
        if (!names.contains(Optional.of(name))) {
          throw refused("tool_choice", "\"" + name + "\"", "the name of one of the tools");
        }
      }
    }
  }

  private static Optional<String> name(Tool tool) {
    return switch (tool) {
      case Tool.Function function -> Optional.of(function.name());
      case Tool.Custom custom -> Optional.of(custom.name());
      case Tool.WebSearch _, Tool.Native _ -> Optional.empty();
    };
  }

  private static UnsupportedCallException refused(String field, Object what, String expected) {
    return new UnsupportedCallException(field + ": " + what + " (expected: " + expected + ")");
  }
}
