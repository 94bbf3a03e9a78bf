package dev.keyrelay.engine.explain;

import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import java.util.Optional;

/**
 * A request that might be made.
 *
 * @param model the model as a client names it
 * @param operation what would be asked
 * @param dialect the dialect of the request
 * @param stream whether the answer would be streamed
 * @param session an id as the client would state it, in whatever header or field
 * @param client who would call: a name or a hash of the client's key
 * @param request the request itself, if there is one: which conversation it belongs to follows from
 *     it, unless {@code session} names one
 * @param keeper who keeps the response that the request continues, if a provider does
 */
public record RouteQuestion(
    String model,
    Operation operation,
    Dialect dialect,
    boolean stream,
    Optional<String> session,
    String client,
    Optional<Call> request,
    Optional<Keeper> keeper) {

  /**
   * Who alone can continue a response.
   *
   * @param credential the id of the credential that made it
   */
  public record Keeper(String provider, String credential) {}

  /** A question about a request that nobody has written yet. */
  public RouteQuestion(
      String model,
      Operation operation,
      Dialect dialect,
      boolean stream,
      Optional<String> session,
      String client) {
    this(model, operation, dialect, stream, session, client, Optional.empty(), Optional.empty());
  }

  /** What this very request would lead to. */
  public static RouteQuestion of(Call request, Optional<String> session) {
    return new RouteQuestion(
        request.model(),
        request.operation(),
        request.dialect(),
        request.stream(),
        session,
        request.client(),
        Optional.of(request),
        Optional.empty());
  }

  /** This question about a request that continues a response. */
  public RouteQuestion about(Call whole, Optional<Keeper> kept) {
    return new RouteQuestion(
        model, operation, dialect, stream, session, client, Optional.of(whole), kept);
  }
}
