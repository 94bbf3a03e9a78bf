package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one can tell of a JSON text without building a tree of it.
 *
 * @param kind whether it is an answer
 * @param usage the tokens it states, if it states any
 */
public record AnswerFacts(Kind kind, Optional<TokenUsage> usage) {

  /** What a body of status 2xx is. */
  public enum Kind {
    /** A JSON object. */
    ANSWER,
    /** A JSON object with an error in it. */
    ERROR,
    /** Not one whole JSON object: a page, nothing, cut short. */
    NOT_JSON
  }

  private static final AnswerFacts NOT_JSON = new AnswerFacts(Kind.NOT_JSON, Optional.empty());

  /** Objects in which some dialect, or some service, keeps the usage object. */
  private static final Set<String> AROUND_USAGE = Set.of("message", "response", "x_groq");

  /** Reads a whole answer, or the payload of an event. */
  public static AnswerFacts read(Dialect dialect, byte[] json) {
    try (JsonParser parser = JsonBody.MAPPER.getFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NOT_JSON;
      }
      var scan = new Scan(dialect);
      scan.object(parser, Place.ANSWER);
      return parser.nextToken() == null
          ? new AnswerFacts(scan.error ? Kind.ERROR : Kind.ANSWER, Optional.ofNullable(scan.usage))
          : NOT_JSON;
    } catch (IOException notJson) {
      return NOT_JSON;
    }
  }

  /** Which object is read. */
  private enum Place {
    ANSWER,
    CHOICE,
    AROUND_USAGE
  }

  private static final class Scan {
    private final Dialect dialect;
    private boolean error;
    private @Nullable TokenUsage usage;

    Scan(Dialect dialect) {
      this.dialect = dialect;
    }

    void object(JsonParser parser, Place place) throws IOException {
      boolean outermost = place == Place.ANSWER;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (place != Place.AROUND_USAGE && name.equals("error") && value != JsonToken.VALUE_NULL) {
          error = true;
          parser.skipChildren();
        } else if (value == JsonToken.START_OBJECT && isUsage(name)) {
          var read = UsageReading.of(dialect, Numbers.read(parser));
          usage = read.orElse(usage);
        } else if (outermost && value == JsonToken.START_OBJECT && AROUND_USAGE.contains(name)) {
          object(parser, Place.AROUND_USAGE);
        } else if (outermost && value == JsonToken.START_ARRAY && name.equals("choices")) {
          choices(parser);
        } else {
          parser.skipChildren();
        }
      }
    }

    /** Moonshot states usage inside the choice, and OpenRouter what cut it off. */
    private void choices(JsonParser parser) throws IOException {
      for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; ) {
        if (token == JsonToken.START_OBJECT) {
          object(parser, Place.CHOICE);
        } else if (token == null) {
          return;
        } else {
          parser.skipChildren();
        }
        token = parser.nextToken();
      }
    }

    private boolean isUsage(String name) {
      return name.equals(dialect == Dialect.GEMINI ? "usageMetadata" : "usage");
    }
  }
}
