/** What the gateway knows of each dialect: codecs, inspection of events, shapes of errors. */
@NullMarked
package dev.keyrelay.engine.dialect;

import org.jspecify.annotations.NullMarked;
