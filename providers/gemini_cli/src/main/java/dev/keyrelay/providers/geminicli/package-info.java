/** Code Assist, the service behind the Gemini CLI: Gemini's dialect in an envelope. */
@NullMarked
package dev.keyrelay.providers.geminicli;

import org.jspecify.annotations.NullMarked;
