package dev.keyrelay.engine.usage;

import java.time.Instant;
import java.util.Optional;

/**
 * A window with its counts, as they were at one moment.
 *
 * @param state how full it is
 * @param usage what was counted in it
 * @param startedAt when it was first used
 * @param maxRecorded the most that was ever used in a window of this name
 * @param maxRecordedAt when that was
 */
public record WindowUsage(
    WindowState state,
    Usage usage,
    Optional<Instant> startedAt,
    long maxRecorded,
    Optional<Instant> maxRecordedAt) {}
