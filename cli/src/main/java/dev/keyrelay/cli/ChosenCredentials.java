package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.credential.FoundCredential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The credentials that a command line names: some, those of a provider, or all. */
final class ChosenCredentials {

  @Parameters(
      arity = "0..*",
      paramLabel = "CREDENTIAL",
      description = "Ids, variables or files of credentials, or providers. Default: all.")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "Only the credentials of this provider.")
  private Optional<String> provider = Optional.empty();

  /**
   * These credentials of an installation; maybe none.
   *
   * @throws CommandException if there is no such credential or provider
   */
  List<FoundCredential> of(Installation installation) {
    return named.isEmpty()
        ? Providers.credentials(installation, provider)
        : named.stream().flatMap(name -> of(name, installation)).distinct().toList();
  }

  /** A provider stands for all that it has. */
  private static Stream<FoundCredential> of(String name, Installation installation) {
    var ofProvider = installation.service(name).map(one -> installation.credentials().of(one.id()));
    return ofProvider.filter(found -> !found.isEmpty()).isPresent()
        ? ofProvider.get().stream()
        : Stream.of(Providers.credential(installation, name));
  }
}
