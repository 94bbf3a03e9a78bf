/** What the gateway shows of its credentials' use and quota. */
@NullMarked
package dev.keyrelay.engine.stats;

import org.jspecify.annotations.NullMarked;
