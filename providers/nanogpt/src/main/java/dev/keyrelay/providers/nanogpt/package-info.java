/** NanoGPT. */
@NullMarked
package dev.keyrelay.providers.nanogpt;

import org.jspecify.annotations.NullMarked;
