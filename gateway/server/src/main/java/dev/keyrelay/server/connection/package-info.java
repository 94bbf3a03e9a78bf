/** What one connection of a client may do, before any request of it is known. */
@NullMarked
package dev.keyrelay.server.connection;

import org.jspecify.annotations.NullMarked;
