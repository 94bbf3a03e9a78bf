/** Choosing and lending credentials. */
@NullMarked
package dev.keyrelay.engine.pool;

import org.jspecify.annotations.NullMarked;
