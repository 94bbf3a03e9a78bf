/** The routes: what is read of a request, what is asked of the engine, what is answered. */
@NullMarked
package dev.keyrelay.server.http;

import org.jspecify.annotations.NullMarked;
