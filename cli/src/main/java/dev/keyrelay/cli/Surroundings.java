package dev.keyrelay.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param variables the process's environment
 * @param workingDirectory where it was started
 */
record Surroundings(
    Console console,
    Map<String, String> variables,
    Path workingDirectory,
    Distribution distribution) {}
