package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.pool.LeaseResult;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.providers.demo.DemoProviderFactory;
import dev.keyrelay.spi.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine takes over from a changed configuration while it runs. */
class FollowTest {

  private static final Map<String, String> KEYS =
      Map.of("DEMO_API_KEY_1", "one", "DEMO_API_KEY_2", "two");

  private static Map<String, String> with(String... variables) {
    var all = new HashMap<>(KEYS);
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    return all;
  }

  private static Configuration configuration(String... variables) {
    return Configuration.of(
        new Home(Path.of("")), new Settings(Environment.of(with(variables)), new Findings()));
  }

  private static LeaseResult lease(Engine engine) {
    return engine
        .providers()
        .get("demo")
        .pool()
        .tryLease(new LeaseWish("echo", Optional.empty(), Conversation.UNKNOWN, Set.of()));
  }

  @Test
  void rotationConcurrencyAndToleranceAreFollowed() {
    try (Engine engine = Engine.of(with(), new DemoProviderFactory())) {
      engine.follow(
          configuration(
              "ROTATION_MODE_DEMO", "balanced",
              "MAX_CONCURRENT_REQUESTS_PER_KEY_DEMO", "1",
              "ROTATION_TOLERANCE", "0.5"));
      var pool = engine.providers().get("demo").pool();
      assertThat(pool.rules().rotation()).isEqualTo(RotationMode.BALANCED);
      assertThat(pool.rules().tolerance()).isEqualTo(0.5);
      assertThat(lease(engine)).isInstanceOf(Lease.class);
      assertThat(lease(engine)).isInstanceOf(Lease.class);
      assertThat(lease(engine)).isInstanceOf(Denied.class);
      engine.follow(configuration());
      assertThat(pool.rules().rotation()).isEqualTo(RotationMode.SEQUENTIAL);
      assertThat(lease(engine)).isInstanceOf(Lease.class);
    }
  }

  @Test
  void ratesThatAreSetRaisedAndLiftedCountWhatWasUsedBefore() {
    try (Engine engine =
        Engine.of(with("RATE_LIMIT_DEMO_ALL", "1rpm"), new DemoProviderFactory())) {
      assertThat(lease(engine)).isInstanceOf(Lease.class);
      assertThat(lease(engine)).isInstanceOf(Lease.class);
      assertThat(lease(engine)).isInstanceOf(Denied.class);
      engine.follow(configuration("RATE_LIMIT_DEMO_ALL", "2rpm"));
      assertThat(lease(engine)).isInstanceOf(Lease.class);
      assertThat(lease(engine)).isInstanceOf(Lease.class);
      assertThat(lease(engine)).as("two of each were used").isInstanceOf(Denied.class);
      engine.follow(configuration());
      assertThat(lease(engine)).isInstanceOf(Lease.class);
    }
  }

  @Test
  void aliasesAndFiltersAreFollowed() throws Exception {
    try (Engine engine = Engine.of(with(), new DemoProviderFactory())) {
      engine.follow(configuration("MODEL_ROUTE_BEST", "demo/slow", "IGNORE_MODELS_DEMO", "echo"));
      assertThat(engine.plan("best", Operation.GENERATE).targets())
          .extracting(target -> target.target().toString())
          .containsExactly("demo/slow");
      assertThatThrownBy(() -> engine.plan("demo/echo", Operation.GENERATE))
          .hasMessageContaining("echo");
    }
  }

  @Test
  void theLogOfRequestsBeginsAndEnds(@TempDir Path folder) throws Exception {
    String body = "{\"model\":\"demo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    Path requests = folder.resolve("logs/requests");
    var plain = in(folder);
    var plugins = Plugins.of(List.of(new DemoProviderFactory()));
    try (Engine engine = Engine.of(plain, plugins, new MemoryState())) {
      engine.chat(body);
      engine.follow(in(folder, "ENABLE_REQUEST_LOGGING", "true"));
      engine.chat(body);
      engine.follow(in(folder, "ENABLE_REQUEST_LOGGING", "true", "KEYRELAY_LOG_LEVEL", "debug"));
      engine.chat(body);
      engine.follow(plain);
      engine.chat(body);
    }
    try (var files = Files.walk(requests)) {
      assertThat(files.filter(file -> file.endsWith("metadata.json"))).hasSize(2);
    }
  }

  private static Configuration in(Path folder, String... variables) {
    return Configuration.of(
        new Home(folder), new Settings(Environment.of(with(variables)), new Findings()));
  }
}
