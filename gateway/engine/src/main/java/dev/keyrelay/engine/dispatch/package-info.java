/** The attempt loop, and what it knows of a call. */
@NullMarked
package dev.keyrelay.engine.dispatch;

import org.jspecify.annotations.NullMarked;
