package dev.keyrelay.engine.explain;

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
 */
public record RouteQuestion(
    String model,
    Operation operation,
    Dialect dialect,
    boolean stream,
    Optional<String> session,
    String client) {}
