/** Qwen Code: OpenAI chat below an address that the account names, by key or device login. */
@NullMarked
package dev.keyrelay.providers.qwencode;

import org.jspecify.annotations.NullMarked;
