/** Chutes. */
@NullMarked
package dev.keyrelay.providers.chutes;

import org.jspecify.annotations.NullMarked;
