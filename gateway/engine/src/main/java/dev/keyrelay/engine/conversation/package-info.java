/** Responses that clients continue or ask for again by their id. */
@NullMarked
package dev.keyrelay.engine.conversation;

import org.jspecify.annotations.NullMarked;
