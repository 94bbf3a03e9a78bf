/** Antigravity: Gemini's dialect in an envelope, for models of Google and of Anthropic. */
@NullMarked
package dev.keyrelay.providers.antigravity;

import org.jspecify.annotations.NullMarked;
