/** OpenAI chat completions, and the older surfaces that share its errors and usage. */
@NullMarked
package dev.keyrelay.engine.dialect.openai;

import org.jspecify.annotations.NullMarked;
