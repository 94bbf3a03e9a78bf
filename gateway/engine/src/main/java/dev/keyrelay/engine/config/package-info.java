/** What the user configures: the home folder, the environment, and typed settings read from it. */
@NullMarked
package dev.keyrelay.engine.config;

import org.jspecify.annotations.NullMarked;
