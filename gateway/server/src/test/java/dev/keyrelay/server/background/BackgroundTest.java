package dev.keyrelay.server.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.WindowUsage;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.server.Application;
import dev.keyrelay.server.Core;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundTest {

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Duration> slept = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;
  private Core core;
  private ApplicationContext context;

  @AfterEach
  void stop() {
    context.close();
    core.close();
    upstream.close();
  }

  private void start(Map<String, String> more) {
    var variables = new HashMap<>(more);
    variables.put("PROXY_API_KEY", "key-of-the-background-test");
    variables.put("MODEL_INFO_OPENROUTER_URL", upstream.uri() + "/openrouter");
    variables.put("MODEL_INFO_MODELS_DEV_URL", upstream.uri() + "/modelsdev");
    var home = new Home(folder);
    var settings = new Settings(Environment.of(variables), new Findings());
    core =
        Core.of(
            Configuration.of(home, settings),
            Plugins.of(List.of(new Telling(new OpenAiFactory()))),
            ClientKeys.of(home, settings, new Random(1)),
            new MemoryState());
    context = Application.context(Map.of(), core.beans());
    var prices = core.engine().wiring().prices();
    await().atMost(Duration.ofMinutes(1)).until(() -> prices.catalogue().size() > 0);
  }

  private void fetch() throws InterruptedException {
    context.getBean(CatalogueRefresh.class).run();
  }

  private double inputPrice(String provider, String model) {
    return core.engine().wiring().prices().price(provider, model).orElseThrow().usual().input();
  }

  private static String openRouter(String perToken) {
    return "{\"data\":[{\"id\":\"acme/one\",\"pricing\":{\"prompt\":\""
        + perToken
        + "\",\"completion\":\"0\"}}]}";
  }

  @Test
  void publicListsComeOverWhatIsBuiltInAndAFailureIsTriedAgain() throws Exception {
    start(Map.of());
    upstream.on("/openrouter").answer(Faults.status(503), Replay.json(200, openRouter("0.000002")));
    upstream
        .on("/modelsdev")
        .answer(
            Replay.json(
                200, "{\"acme\":{\"models\":{\"two\":{\"cost\":{\"input\":3,\"output\":4}}}}}"));
    fetch();
    assertThat(inputPrice("openrouter", "acme/one")).isEqualTo(2);
    assertThat(inputPrice("acme", "two")).isEqualTo(3);
    assertThat(upstream.requests("/openrouter")).hasSize(2);
  }

  @Test
  void listsThatAreNotToBeHadLeaveTheBuiltInCatalogue() throws Exception {
    start(Map.of());
    int builtIn = core.engine().wiring().prices().catalogue().size();
    upstream.on("/openrouter").answer(Faults.html(200));
    upstream.on("/modelsdev").answer(Faults.status(404));
    fetch();
    assertThat(core.engine().wiring().prices().catalogue().size()).isEqualTo(builtIn);
    assertThat(core.engine().wiring().catalogue().refreshedAt()).isEmpty();
  }

  @Test
  void nothingIsFetchedAndNobodyAskedIfTheUserDoesNotWantIt() {
    start(Map.of("MODEL_INFO_REFRESH", "false", "QUOTA_POLLING", "false", "OPENAI_API_KEY", "k1"));
    var background = context.getBean(Background.class);
    background.start(slept::add);
    background.close();
    assertThat(slept).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void everyCredentialIsAskedForItsQuotaSpreadOverTheInterval() {
    var variables = new HashMap<String, String>();
    variables.put("MODEL_INFO_REFRESH", "false");
    for (int i = 0; i < 100; i++) {
      variables.put("OPENAI_API_KEY_" + i, "sk-of-the-poll-test-" + i);
    }
    start(variables);
    var pool = core.engine().providers().get("openai").pool();
    String disabled = pool.members().getFirst().credential().id();
    pool.setDisabled(disabled, true);
    var background = context.getBean(Background.class);
    background.start(
        length -> {
          slept.add(length);
          if (slept.size() > 250) {
            Thread.currentThread().interrupt();
            throw new InterruptedException();
          }
        });
    await().atMost(Duration.ofMinutes(1)).until(() -> slept.size() > 250 && asked.size() >= 200);
    assertThat(asked).doesNotContain(disabled);
    assertThat(asked.stream().limit(90).distinct()).hasSize(90);
    assertThat(slept.stream().limit(100)).containsOnly(Duration.ofMillis(200));
    assertThat(slept.stream().skip(100).findFirst()).contains(Duration.ofMinutes(5));
    assertThat(slept.stream().skip(101)).containsOnly(Duration.ofSeconds(3));
    var usage =
        core.engine()
            .wiring()
            .ledger()
            .usage("openai", asked.element(), Instant.now())
            .orElseThrow();
    assertThat(usage.own().windows())
        .extracting(WindowUsage::state)
        .anySatisfy(state -> assertThat(state.limit()).hasValue(1000));
  }

  /** A provider that can tell quotas, around one that cannot. */
  private final class Telling implements ProviderFactory {
    private final ProviderFactory inner;

    Telling(ProviderFactory inner) {
      this.inner = inner;
    }

    @Override
    public String id() {
      return inner.id();
    }

    @Override
    public List<ServiceDescription> services() {
      return inner.services();
    }

    @Override
    public Provider create(ProviderContext ofProvider) {
      Provider provider = inner.create(ofProvider);
      return new Provider() {
        @Override
        public ProviderProfile profile() {
          return provider.profile();
        }

        @Override
        public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
          return provider.prepare(call, credential);
        }

        @Override
        public Optional<QuotaReadings> quotaReadings() {
          return Optional.of(BackgroundTest.this::readings);
        }
      };
    }
  }

  private List<QuotaReading> readings(Credential credential) throws IOException {
    asked.add(credential.id());
    if (asked.size() % 7 == 0) {
      throw new IOException("the service does not answer");
    }
    return List.of(
        new QuotaReading(
            Ledger.WHOLE_CREDENTIAL,
            "daily",
            OptionalLong.of(1000),
            OptionalLong.of(10),
            OptionalDouble.empty(),
            Optional.of(Instant.now().plus(Duration.ofHours(3))),
            false,
            Optional.empty()));
  }
}
