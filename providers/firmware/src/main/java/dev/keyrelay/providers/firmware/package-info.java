/** Firmware.ai. */
@NullMarked
package dev.keyrelay.providers.firmware;

import org.jspecify.annotations.NullMarked;
