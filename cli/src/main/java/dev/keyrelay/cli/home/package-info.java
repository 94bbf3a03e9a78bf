/** What can be seen and done in one home folder, for commands and for the terminal UI. */
@NullMarked
package dev.keyrelay.cli.home;

import org.jspecify.annotations.NullMarked;
