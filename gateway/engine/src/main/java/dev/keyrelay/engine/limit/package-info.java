/** May this credential be used now, for this model? One small class per kind of limit. */
@NullMarked
package dev.keyrelay.engine.limit;

import org.jspecify.annotations.NullMarked;
