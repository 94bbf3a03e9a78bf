/** OpenAI. */
@NullMarked
package dev.keyrelay.providers.openai;

import org.jspecify.annotations.NullMarked;
