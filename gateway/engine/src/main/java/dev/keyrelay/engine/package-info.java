/**
 * The engine: a resilience library for calls to LLM providers, without a web server. {@link
 * dev.keyrelay.engine.Engine} is the way in.
 */
@NullMarked
package dev.keyrelay.engine;

import org.jspecify.annotations.NullMarked;
