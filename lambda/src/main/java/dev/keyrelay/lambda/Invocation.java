package dev.keyrelay.lambda;

import java.time.Instant;

/**
 * One invocation of the function.
 *
 * @param id Lambda's name for it
 * @param deadline when Lambda ends the process's turn
 * @param event the event, as JSON
 */
record Invocation(String id, Instant deadline, byte[] event) {}
