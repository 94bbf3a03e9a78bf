/** What the gateway does by itself, beside requests. */
@NullMarked
package dev.keyrelay.server.background;

import org.jspecify.annotations.NullMarked;
