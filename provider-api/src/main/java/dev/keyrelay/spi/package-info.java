/** The plugin contract: what a provider jar implements and what the gateway lends it. */
@NullMarked
package dev.keyrelay.spi;

import org.jspecify.annotations.NullMarked;
