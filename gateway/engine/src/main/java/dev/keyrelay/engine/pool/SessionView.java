package dev.keyrelay.engine.pool;

/**
 * A remembered session.
 *
 * @param credential the id of the credential that serves it
 * @param requests the answers it has had
 * @param inputTokens the tokens it has sent, cached ones too
 * @param cachedTokens those of them that upstream read from its cache
 * @param cacheWriteTokens those of them that upstream wrote into its cache
 */
public record SessionView(
    String credential, long requests, long inputTokens, long cachedTokens, long cacheWriteTokens) {}
