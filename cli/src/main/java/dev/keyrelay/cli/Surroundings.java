package dev.keyrelay.cli;

import dev.keyrelay.engine.dispatch.Sleeper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param answers what the user says when asked
 * @param variables the process's environment
 * @param workingDirectory where it was started
 * @param time what time it is, and how to wait
 */
record Surroundings(
    Console console,
    Answers answers,
    Map<String, String> variables,
    Path workingDirectory,
    Distribution distribution,
    Time time) {

  /** The passing of time. */
  record Time(InstantSource clock, Sleeper sleeper) {

    /** That of the machine. */
    static final Time REAL = new Time(InstantSource.system(), Thread::sleep);
  }

  /** The process's own. */
  static Surroundings ofProcess() {
    return new Surroundings(
        Console.ofProcess(),
        Answers.ofProcess(),
        System.getenv(),
        Path.of(""),
        Distribution.ofRunningProgram(),
        Time.REAL);
  }
}
