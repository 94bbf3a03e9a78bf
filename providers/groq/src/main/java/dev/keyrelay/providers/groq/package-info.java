/** Groq. */
@NullMarked
package dev.keyrelay.providers.groq;

import org.jspecify.annotations.NullMarked;
