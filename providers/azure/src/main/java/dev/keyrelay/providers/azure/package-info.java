/** OpenAI on Azure. */
@NullMarked
package dev.keyrelay.providers.azure;

import org.jspecify.annotations.NullMarked;
