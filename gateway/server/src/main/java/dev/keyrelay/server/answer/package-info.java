/**
 * Answers on their way to the client: complete, handed on, or pulled event by event. Controllers
 * know nothing of how the bytes travel; {@code HttpResponse<?>} is all they return.
 */
@NullMarked
package dev.keyrelay.server.answer;

import org.jspecify.annotations.NullMarked;
