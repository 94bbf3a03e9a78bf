/**
 * The chat model: what every dialect can say about a conversation, in records and sealed types. The
 * hub of translation; requests whose client and provider speak the same dialect never pass through
 * it.
 */
@NullMarked
package dev.keyrelay.spi.chat;

import org.jspecify.annotations.NullMarked;
