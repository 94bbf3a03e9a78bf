/**
 * Calls to providers: one pooled HTTP client, straight-line for the virtual thread that calls it,
 * and streams that go on to a client without a thread. The only package of the engine that knows
 * Micronaut and Netty.
 */
@NullMarked
package dev.keyrelay.engine.upstream;

import org.jspecify.annotations.NullMarked;
