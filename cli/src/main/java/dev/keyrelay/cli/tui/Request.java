package dev.keyrelay.cli.tui;

import java.time.Duration;
import java.time.Instant;

/**
 * A client's request as the list shows it.
 *
 * @param begun when it came
 * @param model what was asked for
 * @param target who answers, or was asked last; empty before anybody was
 * @param state {@code …} while it waits, {@code stream} while an answer flows, then how it ended: a
 *     status, {@code broken} or {@code left}
 * @param attempts how many exchanges were made
 * @param took how long it took so far
 * @param tokens what its answer used; 0 if that is not known
 */
record Request(
    Instant begun,
    String model,
    String target,
    String state,
    int attempts,
    Duration took,
    long tokens) {}
