/** Server-sent events as bytes: parsing and writing. */
@NullMarked
package dev.keyrelay.engine.sse;

import org.jspecify.annotations.NullMarked;
