/** Embedding calls that are made together, if the user wants that. */
@NullMarked
package dev.keyrelay.engine.embedding;

import org.jspecify.annotations.NullMarked;
