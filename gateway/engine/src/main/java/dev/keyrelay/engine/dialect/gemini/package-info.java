/** Gemini generateContent. */
@NullMarked
package dev.keyrelay.engine.dialect.gemini;

import org.jspecify.annotations.NullMarked;
