/** Gemini, with an AI Studio key. */
@NullMarked
package dev.keyrelay.providers.gemini;

import org.jspecify.annotations.NullMarked;
