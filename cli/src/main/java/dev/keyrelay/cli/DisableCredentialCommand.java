package dev.keyrelay.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a credential out of use. */
@Command(
    name = "disable",
    description = {
      "Lets the running gateway lend a credential to no further request. Those under way end as"
          + " they would. Outlives a restart; credentials enable takes it back."
    })
final class DisableCredentialCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final Lending lending = new Lending();

  DisableCredentialCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    return lending.change("disable", surroundings);
  }
}
