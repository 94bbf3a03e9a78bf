/** What every dialect's package builds on: inspection, usage, errors, codecs. */
@NullMarked
package dev.keyrelay.engine.dialect.wire;

import org.jspecify.annotations.NullMarked;
