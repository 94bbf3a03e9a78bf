/** Mistral. */
@NullMarked
package dev.keyrelay.providers.mistral;

import org.jspecify.annotations.NullMarked;
