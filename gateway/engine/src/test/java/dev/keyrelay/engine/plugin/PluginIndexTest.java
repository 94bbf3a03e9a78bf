package dev.keyrelay.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.DialectChoice;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginIndexTest {

  /** A factory that counts in a system property how often it was made. */
  private static final String COUNTING =
      "{ System.setProperty(\"%1$s\", Integer.getInteger(\"%1$s\", 0) + 1 + \"\"); }\n";

  private static final String SERVICES =
      """
      @Override public List<ServiceDescription> services() {
        return List.of(
            ServiceDescription.of("alpha", "Alpha & Co."),
            new ServiceDescription("beta_x", "Beta", List.of("BETA", "BX"),
                ServiceDescription.CredentialNeed.OPTIONAL, true));
      }
      @Override public Set<Dialect> customUpstreams() {
        return Set.of(Dialect.OPENAI_CHAT, Dialect.GEMINI);
      }
      """;

  @TempDir private Path folder;
  private final String property = "made-" + System.nanoTime();

  @AfterEach
  void forget() {
    System.clearProperty(property);
  }

  private PluginJar counting(String members) {
    return PluginJar.factory(
        "alpha", COUNTING.formatted(property) + PluginJar.id("alpha") + PluginJar.CREATE + members);
  }

  private int made() {
    return Integer.getInteger(property, 0);
  }

  @Test
  void aDescribedJarIsKnownWithoutRunningItAndOpenedForItsFirstProvider() throws IOException {
    counting(SERVICES).write(folder, "alpha.jar");
    PluginIndex.write(folder);
    System.clearProperty(property);

    try (var plugins = PluginLoader.load(List.of(folder))) {
      var plugin = plugins.loaded().getFirst();
      assertThat(plugin.id()).isEqualTo("alpha");
      assertThat(plugin.source()).isEqualTo("alpha.jar");
      assertThat(plugin.custom()).containsExactlyInAnyOrder(Dialect.OPENAI_CHAT, Dialect.GEMINI);
      assertThat(plugins.services())
          .containsExactly(
              ServiceDescription.of("alpha", "Alpha & Co."),
              new ServiceDescription(
                  "beta_x",
                  "Beta",
                  List.of("BETA", "BX"),
                  ServiceDescription.CredentialNeed.OPTIONAL,
                  true));
      assertThat(made()).isZero();

      for (String id : List.of("alpha", "beta_x", "own")) {
        var provider = plugins.create(PluginLoaderTest.context(id));
        assertThat(provider.map(one -> one.profile().id())).contains(id);
      }
      assertThat(made()).isEqualTo(1);
      assertThat(plugins.refused()).isEmpty();
    }
  }

  @Test
  void aJarThatIsNotTheDescribedOneIsLoadedAtOnce() throws IOException {
    PluginJar.good("alpha").write(folder, "alpha.jar");
    PluginIndex.write(folder);
    counting(SERVICES).write(folder, "alpha.jar");
    PluginJar.good("gamma").major("9").write(folder, "gamma.jar");

    try (var plugins = PluginLoader.load(List.of(folder))) {
      assertThat(made()).isEqualTo(1);
      assertThat(plugins.services()).hasSize(2);
      assertThat(plugins.refused()).extracting(Refusal::source).containsExactly("gamma.jar");
    }
  }

  @Test
  void aRepeatedIdIsRefusedWhetherTheFirstIsOpenOrNot() throws IOException {
    PluginJar.good("alpha").write(folder, "alpha.jar");
    PluginIndex.write(folder);
    PluginJar.good("alpha").write(folder, "other.jar");

    try (var plugins = PluginLoader.load(List.of(folder))) {
      assertThat(plugins.loaded()).extracting(Plugin::source).containsExactly("alpha.jar");
      assertThat(plugins.refused())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.sentence()).contains("alpha.jar has already"));
    }
  }

  @Test
  void whatADescribedJarServesIsDecidedAmongTheJarsThatAreThere() throws IOException {
    counting(SERVICES).write(folder, "alpha.jar");
    PluginIndex.write(folder);
    PluginJar.good("beta_x").write(folder, "beta.jar");

    try (var plugins = PluginLoader.load(List.of(folder))) {
      assertThat(plugins.serving("beta_x", DialectChoice.NONE).map(Plugin::source))
          .contains("beta.jar");
      assertThat(plugins.serving("alpha", DialectChoice.NONE).map(Plugin::source))
          .contains("alpha.jar");
    }
  }

  @Test
  void aDescribedJarThatFailsIsRefusedWhenItIsNeeded() throws IOException {
    PluginJar.factory(
            "alpha",
            "{ if (Boolean.getBoolean(\""
                + property
                + "\")) throw new IllegalStateException(\"worn out\"); }\n"
                + PluginJar.id("alpha")
                + PluginJar.CREATE)
        .write(folder, "alpha.jar");
    PluginIndex.write(folder);

    System.setProperty(property, "true");
    try (var plugins = PluginLoader.load(List.of(folder))) {
      assertThat(plugins.refused()).isEmpty();
      assertThat(plugins.create(PluginLoaderTest.context("alpha"))).isEmpty();
      assertThat(plugins.refused())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.source()).isEqualTo("alpha.jar");
                assertThat(refusal.sentence()).contains("making the provider alpha", "worn out");
              });
    }
  }

  @Test
  void aJarThatIsRefusedIsInNoIndexAndABrokenIndexIsPassedOver() throws IOException {
    PluginJar.good("alpha").write(folder, "alpha.jar");
    PluginJar.good("gamma").major("9").write(folder, "gamma.jar");
    PluginIndex.write(folder);
    try (var plugins = PluginLoader.load(List.of(folder))) {
      assertThat(plugins.loaded()).extracting(Plugin::source).containsExactly("alpha.jar");
      assertThat(plugins.refused()).extracting(Refusal::source).containsExactly("gamma.jar");
    }

    Files.writeString(folder.resolve(PluginIndex.FILE), "{\"contract\":\"1\",\"jars\":[{");
    try (var plugins = PluginLoader.load(List.of(folder))) {
      assertThat(plugins.loaded()).hasSize(1);
    }
  }
}
