package dev.keyrelay.providers.openaicompatible;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.openai.MessageRoles;
import dev.keyrelay.spi.openai.MessageThoughts;
import java.util.List;
import java.util.Map;

/**
 * What a service wants otherwise in bodies.
 *
 * @param rename fields that it knows under another name
 * @param without fields that it refuses, as {@code name}, or {@code name=value} to leave the field
 *     out only where it holds that word
 * @param roles roles of messages that it knows under another name
 * @param thoughts what becomes of thoughts in earlier messages
 */
record Quirks(
    Map<String, String> rename,
    List<String> without,
    Map<String, String> roles,
    Thoughts thoughts) {

  /** What becomes of the thoughts that messages carry from earlier answers. */
  enum Thoughts {
    /** They go as the client sent them. */
    AS_SENT {
      @Override
      JsonBody apply(JsonBody body) {
        return body;
      }
    },
    /** The service refuses them. */
    LEFT_OUT {
      @Override
      JsonBody apply(JsonBody body) {
        return MessageThoughts.leftOut(body);
      }
    },
    /** The service knows {@code reasoning} alone. */
    REASONING {
      @Override
      JsonBody apply(JsonBody body) {
        return MessageThoughts.named(body, "reasoning");
      }
    },
    /** The service knows {@code reasoning_content} alone. */
    REASONING_CONTENT {
      @Override
      JsonBody apply(JsonBody body) {
        return MessageThoughts.named(body, "reasoning_content");
      }
    },
    /** The service wants {@code reasoning_content} in conversations with tool calls. */
    WANTED {
      @Override
      JsonBody apply(JsonBody body) {
        return MessageThoughts.completed(body, "reasoning_content");
      }
    };

    abstract JsonBody apply(JsonBody body);
  }

  static final Quirks NONE = new Quirks(Map.of(), List.of(), Map.of(), Thoughts.AS_SENT);

  Quirks {
    rename = Map.copyOf(rename);
    without = List.copyOf(without);
    roles = Map.copyOf(roles);
  }

  JsonBody apply(JsonBody body) {
    var result = body;
    for (var names : rename.entrySet()) {
      result = result.renamed(names.getKey(), names.getValue());
    }
    for (String refused : without) {
      result = left(result, refused);
    }
    for (var names : roles.entrySet()) {
      result = MessageRoles.renamed(result, names.getKey(), names.getValue());
    }
    return thoughts.apply(result);
  }

  private static JsonBody left(JsonBody body, String refused) {
    int equals = refused.indexOf('=');
    if (equals < 0) {
      return body.without(refused);
    }
    String name = refused.substring(0, equals);
    String word = refused.substring(equals + 1);
    boolean matches = body.get(name).map(JsonNode::asText).filter(word::equals).isPresent();
    return matches ? body.without(name) : body;
  }
}
