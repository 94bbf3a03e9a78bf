package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.account.AccountFolder;
import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.List;

/** Encrypts or decrypts every account of a home folder, and says which. */
record Rewriting(Surroundings surroundings, boolean json) {

  void run(Installation installation, boolean encrypted) {
    var configuration = installation.configuration();
    var folder =
        new AccountFolder(configuration.home().accounts(), MasterKey.of(configuration.settings()));
    String done = encrypted ? "encrypted" : "decrypted";
    try {
      boolean none = folder.list().isEmpty();
      var changed = encrypted ? folder.encrypt() : folder.decrypt();
      report(
          changed,
          done,
          none
              ? "There is no account in " + configuration.home().accounts() + "."
              : "Every account is " + done + " already.");
    } catch (IOException e) {
      throw new CommandException("Not every account was " + done + ": " + e.getMessage(), e);
    }
  }

  private void report(List<String> changed, String done, String nothing) {
    Console console = surroundings.console();
    if (json) {
      var node = JsonBody.MAPPER.createObjectNode();
      changed.forEach(node.putArray(done)::add);
      console.json(node);
    } else if (changed.isEmpty()) {
      console.out().println(nothing);
    } else {
      changed.forEach(name -> console.out().println(done + " " + name));
    }
  }
}
