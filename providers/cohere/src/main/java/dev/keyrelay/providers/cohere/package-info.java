/** Cohere, on its OpenAI-compatible surface. */
@NullMarked
package dev.keyrelay.providers.cohere;

import org.jspecify.annotations.NullMarked;
