/** OpenRouter. */
@NullMarked
package dev.keyrelay.providers.openrouter;

import org.jspecify.annotations.NullMarked;
