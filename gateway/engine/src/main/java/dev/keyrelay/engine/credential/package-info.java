/** Finding credentials, naming them without revealing them, and the keys that clients present. */
@NullMarked
package dev.keyrelay.engine.credential;

import org.jspecify.annotations.NullMarked;
