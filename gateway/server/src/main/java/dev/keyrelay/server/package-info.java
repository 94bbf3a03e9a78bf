/**
 * The HTTP application on Micronaut: how it starts and stops, and what it answers. Everything that
 * decides what an answer is lives in the engine.
 */
@NullMarked
package dev.keyrelay.server;

import org.jspecify.annotations.NullMarked;
