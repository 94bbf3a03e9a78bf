/** Anthropic. */
@NullMarked
package dev.keyrelay.providers.anthropic;

import org.jspecify.annotations.NullMarked;
