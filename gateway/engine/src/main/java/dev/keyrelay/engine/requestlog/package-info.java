/** The log of requests: one folder for each call, written beside the request path. */
@NullMarked
package dev.keyrelay.engine.requestlog;

import org.jspecify.annotations.NullMarked;
