package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.server.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a gateway listens. */
class StartTest {

  private static final String KEY = "client-key-of-the-start-test";

  @TempDir private Path home;

  private ServerOptions options(
      Map<String, String> variables, Optional<String> host, Optional<Integer> port) {
    return Start.of(Configuration.read(new Home(home), variables), host, port).options();
  }

  @Test
  void withoutAWordItListensOnLoopbackAtPort8000() {
    var options = options(Map.of("PROXY_API_KEY", KEY), Optional.empty(), Optional.empty());
    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.port()).isEqualTo(8000);
  }

  @Test
  void theVariablesSayWhereAndTheOptionsSayItLouder() {
    var variables = Map.of("PROXY_API_KEY", KEY, "KEYRELAY_HOST", "0.0.0.0", "PORT", "9001");
    var said = options(variables, Optional.empty(), Optional.empty());
    assertThat(said.host()).isEqualTo("0.0.0.0");
    assertThat(said.port()).isEqualTo(9001);
    var louder = options(variables, Optional.of("127.0.0.1"), Optional.of(9002));
    assertThat(louder.host()).isEqualTo("127.0.0.1");
    assertThat(louder.port()).isEqualTo(9002);
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws Exception {
    Files.writeString(home.resolve(".env"), "PORT=9003\nPROXY_API_KEY=" + KEY + "\n");
    assertThat(options(Map.of(), Optional.empty(), Optional.empty()).port()).isEqualTo(9003);
    assertThat(options(Map.of("PORT", "9004"), Optional.empty(), Optional.empty()).port())
        .isEqualTo(9004);
  }

  @Test
  void whereOthersReachItAKeyOfTheUsersIsNeeded() {
    assertThatThrownBy(() -> options(Map.of(), Optional.of("0.0.0.0"), Optional.empty()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("PROXY_API_KEY");
  }
}
