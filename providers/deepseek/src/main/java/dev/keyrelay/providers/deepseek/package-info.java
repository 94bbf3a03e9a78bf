/** DeepSeek. */
@NullMarked
package dev.keyrelay.providers.deepseek;

import org.jspecify.annotations.NullMarked;
