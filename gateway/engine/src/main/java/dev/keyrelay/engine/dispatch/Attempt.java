package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One upstream exchange made with one credential, as it is told to clients and logs.
 *
 * @param target where it went
 * @param credential the credential's id
 * @param begun when
 * @param took how long until it failed, or until the answer was committed
 * @param failure why it failed; absent if it served
 */
public record Attempt(
    Target target, String credential, Instant begun, Duration took, Optional<Failure> failure) {}
