/** What a request would lead to, and why. Changes nothing. */
@NullMarked
package dev.keyrelay.engine.explain;

import org.jspecify.annotations.NullMarked;
