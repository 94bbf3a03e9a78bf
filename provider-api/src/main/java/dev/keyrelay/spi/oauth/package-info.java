/**
 * The standard OAuth 2 exchanges, for providers with logins: authorization code, device code,
 * refresh.
 */
@NullMarked
package dev.keyrelay.spi.oauth;

import org.jspecify.annotations.NullMarked;
