/** Which models there are. */
@NullMarked
package dev.keyrelay.engine.models;

import org.jspecify.annotations.NullMarked;
