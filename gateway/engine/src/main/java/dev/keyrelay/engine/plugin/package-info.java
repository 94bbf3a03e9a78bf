/**
 * Loading provider jars, each in a class loader of its own; a bad one is refused with a sentence.
 */
@NullMarked
package dev.keyrelay.engine.plugin;

import org.jspecify.annotations.NullMarked;
