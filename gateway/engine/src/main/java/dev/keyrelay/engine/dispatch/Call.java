package dev.keyrelay.engine.dispatch;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import java.time.Instant;
import java.util.Optional;

/**
 * A client's call.
 *
 * @param id names the call in logs, headers and errors
 * @param operation what is asked
 * @param dialect the dialect of the body, which the answer and every error take too
 * @param model the model as the client names it
 * @param stream whether the client wants events
 * @param body the body as it came
 * @param headers the client's headers, without its credentials
 * @param client who calls: a name or a hash of the client's key, never the key
 * @param deadline when the answer must have begun, or if it is not streamed, ended
 * @param streamEnd when a streamed answer must have ended, whatever a stream may last otherwise;
 *     {@link Instant#MAX} where the host does not say
 * @param continues the response that the client continues, if the gateway has put its conversation
 *     into the body in its stead
 */
public record Call(
    String id,
    Operation operation,
    Dialect dialect,
    String model,
    boolean stream,
    JsonBody body,
    Headers headers,
    String client,
    Instant deadline,
    Instant streamEnd,
    Optional<String> continues) {

  /** A call that continues no response, on a host that runs for as long as its streams last. */
  public Call(
      String id,
      Operation operation,
      Dialect dialect,
      String model,
      boolean stream,
      JsonBody body,
      Headers headers,
      String client,
      Instant deadline) {
    this(
        id,
        operation,
        dialect,
        model,
        stream,
        body,
        headers,
        client,
        deadline,
        Instant.MAX,
        Optional.empty());
  }

  /** This call with the conversation of a response in its body. */
  public Call continuing(String response, JsonBody conversation) {
    return with(conversation, Optional.of(response));
  }

  /** This call with its body put in other words. */
  public Call saying(JsonBody other) {
    return with(other, continues);
  }

  private Call with(JsonBody other, Optional<String> continued) {
    return new Call(
        id, operation, dialect, model, stream, other, headers, client, deadline, streamEnd,
        continued);
  }
}
