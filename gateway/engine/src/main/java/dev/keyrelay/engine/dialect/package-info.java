/**
 * What the gateway knows of each dialect: codecs, inspection of events, shapes of errors. Callers
 * begin at {@link dev.keyrelay.engine.dialect.Dialects}.
 */
@NullMarked
package dev.keyrelay.engine.dialect;

import org.jspecify.annotations.NullMarked;
