/** What was used: counts per credential, model and window, and what they cost. */
@NullMarked
package dev.keyrelay.engine.usage;

import org.jspecify.annotations.NullMarked;
