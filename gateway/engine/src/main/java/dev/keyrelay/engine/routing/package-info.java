/** From a requested model name to an ordered plan of targets. */
@NullMarked
package dev.keyrelay.engine.routing;

import org.jspecify.annotations.NullMarked;
