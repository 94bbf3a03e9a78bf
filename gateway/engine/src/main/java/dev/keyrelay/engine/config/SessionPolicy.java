package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * How a provider's conversations are kept on one credential.
 *
 * @param patience how long a request waits for its session's credential to become free
 * @param lifetime how long a session without requests is remembered; zero to keep none
 * @param maxSessions how many are remembered
 */
public record SessionPolicy(Duration patience, Duration lifetime, int maxSessions) {}
