/**
 * What providers behind a Google login share: the login, Code Assist's projects and tiers, and the
 * way in which Google's services tell failures.
 */
@NullMarked
package dev.keyrelay.spi.google;

import org.jspecify.annotations.NullMarked;
