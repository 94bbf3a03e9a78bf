/**
 * The terminal UI. {@link dev.keyrelay.cli.tui.State} is all that is shown, {@link
 * dev.keyrelay.cli.tui.Painter} makes a frame of it, {@link dev.keyrelay.cli.tui.Desk} makes the
 * next state of a key, and {@link dev.keyrelay.cli.tui.Errands} does what takes time.
 */
@NullMarked
package dev.keyrelay.cli.tui;

import org.jspecify.annotations.NullMarked;
