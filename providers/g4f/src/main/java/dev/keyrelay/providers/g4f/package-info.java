/** g4f, the public one or your own. */
@NullMarked
package dev.keyrelay.providers.g4f;

import org.jspecify.annotations.NullMarked;
