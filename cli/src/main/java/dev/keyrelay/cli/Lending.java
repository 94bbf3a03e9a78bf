package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Lent;
import dev.keyrelay.spi.JsonBody;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code disable} and {@code enable}. */
final class Lending {

  @Mixin private final Operating operating = new Operating();

  @Parameters(
      paramLabel = "CREDENTIAL",
      description = "Its id (the first letters will do), variable or file.")
  private String name = "";

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "The provider, where several have such a credential.")
  private Optional<String> provider = Optional.empty();

  /**
   * Lets the gateway do it.
   *
   * @param verb {@code disable} or {@code enable}
   */
  int change(String verb, Surroundings surroundings) throws InterruptedException {
    return operating.run(
        surroundings,
        running -> {
          var lent = Lent.of(running);
          Lent.One one = lent.credential(name, provider.map(lent::provider));
          JsonNode answer =
              running.post(
                  "/v1/admin/credentials/" + one.provider() + "/" + one.id() + "/" + verb,
                  JsonBody.MAPPER.createObjectNode());
          if (!operating.json()) {
            surroundings
                .console()
                .out()
                .println(
                    one.provider()
                        + " "
                        + one.name()
                        + (answer.path("disabled").asBoolean() ? " is disabled." : " is enabled."));
          }
          return answer;
        });
  }
}
