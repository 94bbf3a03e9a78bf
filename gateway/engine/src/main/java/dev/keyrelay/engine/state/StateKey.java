package dev.keyrelay.engine.state;

/**
 * Names one row of a section.
 *
 * @param provider the provider that it is about; empty if it is about none
 * @param credential the credential that it is about; empty if it is about none
 * @param name what else tells it from other rows; never a key or a token
 */
public record StateKey(String provider, String credential, String name) {}
