/** iFlow: OpenAI chat with a key that a browser login yields in a second step. */
@NullMarked
package dev.keyrelay.providers.iflow;

import org.jspecify.annotations.NullMarked;
