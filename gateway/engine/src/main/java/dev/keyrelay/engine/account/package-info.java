/**
 * OAuth accounts in use: refreshed ahead of time and after a refusal, once for all who wait, and
 * stored before they are used.
 */
@NullMarked
package dev.keyrelay.engine.account;

import org.jspecify.annotations.NullMarked;
