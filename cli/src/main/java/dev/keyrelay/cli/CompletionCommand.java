package dev.keyrelay.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a completion script. */
@Command(
    name = "completion",
    description = {
      "Prints a script that lets the shell complete commands and options.",
      "",
      "bash: source <(keyrelay completion bash)",
      "zsh:  source <(keyrelay completion zsh)"
    })
final class CompletionCommand implements Runnable {

  private final Surroundings surroundings;

  /** The shells that are served. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    // One script serves both: in zsh it turns on bash's completion first.
    String script = AutoComplete.bash("keyrelay", Main.commandLine(surroundings));
    surroundings
        .console()
        .out()
        .print(shell == Shell.ZSH ? "autoload -U +X compinit && compinit -u\n" + script : script);
    surroundings.console().out().flush();
  }
}
