package dev.keyrelay.cli;

import picocli.CommandLine.Option;

/** The option with which every command prints for programs. */
final class JsonOption {

  @Option(names = "--json", description = "Prints JSON instead of text.")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }
}
