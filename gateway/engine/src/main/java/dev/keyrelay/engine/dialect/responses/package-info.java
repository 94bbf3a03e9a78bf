/** OpenAI responses. */
@NullMarked
package dev.keyrelay.engine.dialect.responses;

import org.jspecify.annotations.NullMarked;
