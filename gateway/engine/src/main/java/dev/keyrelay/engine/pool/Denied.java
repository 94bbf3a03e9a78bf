package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Why no credential could be lent.
 *
 * @param credentials how many the pool has for the model, those disabled left out
 * @param reasons how many are held back, by reason
 * @param earliest when the first one returns, if a time is known
 * @param busy whether one may return sooner, when an attempt under way ends
 * @param tried how many the request had tried already
 */
public record Denied(
    int credentials,
    Map<String, Integer> reasons,
    Optional<Instant> earliest,
    boolean busy,
    int tried)
    implements LeaseResult {}
