package dev.keyrelay.cli;

/** What the process ends with. The same for every command; documented in the module's README. */
final class ExitCodes {

  static final int OK = 0;

  /** The command failed. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  private ExitCodes() {}
}
