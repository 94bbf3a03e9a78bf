/** What plain OpenAI-compatible services share. */
@NullMarked
package dev.keyrelay.spi.openai;

import org.jspecify.annotations.NullMarked;
