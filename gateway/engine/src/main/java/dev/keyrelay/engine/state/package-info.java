/** What outlives the process: rows of named sections, behind one small interface. */
@NullMarked
package dev.keyrelay.engine.state;

import org.jspecify.annotations.NullMarked;
