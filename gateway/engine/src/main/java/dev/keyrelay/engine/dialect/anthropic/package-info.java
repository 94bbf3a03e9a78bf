/** Anthropic messages. */
@NullMarked
package dev.keyrelay.engine.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
