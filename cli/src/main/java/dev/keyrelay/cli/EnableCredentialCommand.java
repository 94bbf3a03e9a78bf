package dev.keyrelay.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a disabled credential back into use. */
@Command(
    name = "enable",
    description = {
      "Lets the running gateway use a credential again that credentials disable took out."
    })
final class EnableCredentialCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final Lending lending = new Lending();

  EnableCredentialCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    return lending.change("enable", surroundings);
  }
}
