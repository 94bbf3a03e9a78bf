/**
 * The {@code keyrelay} command: one class per sub-command, printing through one {@link Console}.
 */
@NullMarked
package dev.keyrelay.cli;

import org.jspecify.annotations.NullMarked;
