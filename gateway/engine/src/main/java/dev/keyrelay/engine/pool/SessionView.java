package dev.keyrelay.engine.pool;

import java.time.Instant;

/**
 * A remembered session.
 *
 * @param session a digest of 16 hexadecimal digits that tells it apart, and nothing of what is said
 * @param model the upstream model; empty if only another instance has served it
 * @param credential the id of the credential that serves it
 * @param requests the answers it has had
 * @param inputTokens the tokens it has sent, cached ones too
 * @param cachedTokens those of them that upstream read from its cache
 * @param cacheWriteTokens those of them that upstream wrote into its cache
 * @param used when a credential was lent to it last; {@link Instant#MIN} if only another instance
 *     has served it
 */
public record SessionView(
    String session,
    String model,
    String credential,
    long requests,
    long inputTokens,
    long cachedTokens,
    long cacheWriteTokens,
    Instant used) {}
