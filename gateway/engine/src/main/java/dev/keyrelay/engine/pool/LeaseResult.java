package dev.keyrelay.engine.pool;

/** What a pool answers to a wish for a credential: a {@link Lease}, or why not. */
public sealed interface LeaseResult permits Lease, Denied {}
