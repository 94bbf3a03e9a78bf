/**
 * Services that speak OpenAI chat and need no code: rows of one data file, and upstreams of the
 * user.
 */
@NullMarked
package dev.keyrelay.providers.openaicompatible;

import org.jspecify.annotations.NullMarked;
