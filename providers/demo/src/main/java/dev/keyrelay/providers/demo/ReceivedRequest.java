package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request that the scripted upstream received, and what became of it. */
public final class ReceivedRequest {

  private final long number;
  private final int connection;
  private final RequestReader.Parts parts;
  private final Instant at;
  private volatile @Nullable JsonNode json;
  private volatile @Nullable Instant answeredAt;
  private volatile @Nullable Instant clientLeftAt;

  ReceivedRequest(long number, int connection, RequestReader.Parts parts, Instant at) {
    this.number = number;
    this.connection = connection;
    this.parts = parts;
    this.at = at;
  }

  /** Counts the requests of one upstream, from 0. */
  public long number() {
    return number;
  }

  /** Counts the connections of one upstream, from 0: the same for requests that shared one. */
  public int connection() {
    return connection;
  }

  /** The HTTP method. */
  public String method() {
    return parts.method();
  }

  /** The path, without the query. */
  public String path() {
    int question = parts.target().indexOf('?');
    return question < 0 ? parts.target() : parts.target().substring(0, question);
  }

  /** What follows the question mark, undecoded; empty if there is none. */
  public String query() {
    int question = parts.target().indexOf('?');
    return question < 0 ? "" : parts.target().substring(question + 1);
  }

  /** All headers, as sent. */
  public Headers headers() {
    return parts.headers();
  }

  /** The body. Do not change it. */
  public byte[] body() {
    return parts.body();
  }

  /** The body as text. */
  public String text() {
    return new String(parts.body(), StandardCharsets.UTF_8);
  }

  /** The body as JSON; a missing node if it is not JSON. */
  public JsonNode json() {
    JsonNode known = json;
    if (known == null) {
      known = parsed();
      json = known;
    }
    return known;
  }

  private JsonNode parsed() {
    try {
      return JsonBody.MAPPER.readTree(parts.body());
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The field {@code model} of the body; empty if there is none. */
  public String model() {
    return json().path("model").asText();
  }

  /** Whether the body asks for events. */
  public boolean stream() {
    return json().path("stream").asBoolean();
  }

  /** The key that the client showed: Bearer token, {@code x-api-key} or {@code x-goog-api-key}. */
  public Optional<String> key() {
    return headers()
        .first("Authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip())
        .or(() -> headers().first("x-api-key"))
        .or(() -> headers().first("x-goog-api-key"));
  }

  /** When it had been read whole. */
  public Instant at() {
    return at;
  }

  /** When its answer was complete, or broken off as the script said; absent before. */
  public Optional<Instant> answeredAt() {
    return Optional.ofNullable(answeredAt);
  }

  /** When the client was seen to go away before its answer was complete; absent if it did not. */
  public Optional<Instant> clientLeftAt() {
    return Optional.ofNullable(clientLeftAt);
  }

  /** Whether it is still being answered. */
  public boolean open() {
    return answeredAt == null && clientLeftAt == null;
  }

  void answered(Instant when) {
    answeredAt = when;
  }

  void clientLeft(Instant when) {
    clientLeftAt = when;
  }

  boolean last() {
    return parts.last();
  }

  /** Method, path and number alone, because bodies and headers are private. */
  @Override
  public String toString() {
    return "#" + number + " " + method() + " " + path();
  }
}
