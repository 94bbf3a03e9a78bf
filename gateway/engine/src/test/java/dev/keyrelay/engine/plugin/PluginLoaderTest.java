package dev.keyrelay.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.spi.DialectChoice;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SideHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLoaderTest {

  private final Findings findings = new Findings();
  @TempDir private Path temp;
  private Path folder;
  private Plugins plugins = Plugins.of(List.<ProviderFactory>of());

  @BeforeEach
  void folder() {
    folder = temp.resolve("plugins");
  }

  @AfterEach
  void close() {
    plugins.close();
  }

  private Plugins load(Path... folders) {
    plugins = PluginLoader.load(folders.length == 0 ? List.of(folder) : List.of(folders));
    return plugins;
  }

  static ProviderContext context(String id) {
    return new ProviderContext() {
      @Override
      public String providerId() {
        return id;
      }

      @Override
      public ProviderSettings settings() {
        return _ -> Optional.empty();
      }

      @Override
      public InstantSource clock() {
        return InstantSource.system();
      }

      @Override
      public SideHttp http() {
        return _ -> {
          throw new IOException("no network");
        };
      }
    };
  }

  private void assertRefused(String jar, String sentence, String mend) throws IOException {
    PluginJar.good("good").write(folder, "zz-good.jar");
    load();

    assertThat(plugins.refused()).hasSize(1);
    var refusal = plugins.refused().getFirst();
    assertThat(refusal.source()).isEqualTo(jar);
    assertThat(refusal.sentence()).contains(sentence);
    assertThat(refusal.mend()).contains(mend);
    assertThat(plugins.loaded()).extracting(Plugin::id).containsExactly("good");
  }

  @Test
  void aFolderThatDoesNotExistHasNoPlugins() {
    assertThat(load().loaded()).isEmpty();
    assertThat(plugins.refused()).isEmpty();
  }

  @Test
  void aGoodJarIsLoadedInALoaderOfItsOwnAndMakesProviders() throws IOException {
    PluginJar.good("alpha").write(folder, "alpha.jar");
    PluginJar.good("beta").write(folder, "beta.jar");
    load();

    assertThat(plugins.refused()).isEmpty();
    assertThat(plugins.loaded())
        .extracting(Plugin::source)
        .containsExactly("alpha.jar", "beta.jar");
    assertThat(plugins.services())
        .extracting(ServiceDescription::id)
        .containsExactly("alpha", "beta");
    var loaders =
        plugins.loaded().stream().map(p -> p.factory().getClass().getClassLoader()).toList();
    assertThat(loaders).doesNotHaveDuplicates().doesNotContain(getClass().getClassLoader());
    assertThat(plugins.create(context("alpha")).map(p -> p.profile().id())).contains("alpha");
  }

  @Test
  void aPluginSeesNoOtherPluginAndNoLibraryOfTheGateway() throws IOException {
    PluginJar.good("alpha").write(folder, "alpha.jar");
    PluginJar.good("beta").write(folder, "beta.jar");
    load();
    var loader = plugins.loaded().getFirst().factory().getClass().getClassLoader();

    assertThat(List.of("example.beta.Factory", "org.slf4j.Logger", "io.micronaut.http.HttpRequest"))
        .allSatisfy(
            name ->
                assertThatThrownBy(() -> loader.loadClass(name))
                    .isInstanceOf(ClassNotFoundException.class));
  }

  @Test
  void aPluginsOwnLoaderIsTheContextLoaderWhileItsCodeRuns() throws IOException {
    PluginJar.factory(
            "alpha",
            "final boolean own = Thread.currentThread().getContextClassLoader() =="
                + " Factory.class.getClassLoader();\n"
                + "@Override public String id() { return own ? \"own\" : \"other\"; }\n"
                + PluginJar.CREATE)
        .write(folder, "alpha.jar");
    var before = Thread.currentThread().getContextClassLoader();
    load();

    assertThat(plugins.loaded()).extracting(Plugin::id).containsExactly("own");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void jarsOfTheDistributionComeBeforeThoseOfTheUserAndAFolderGivenTwiceCountsOnce()
      throws IOException {
    Path shipped = temp.resolve("shipped");
    PluginJar.good("zeta").write(shipped, "zeta.jar");
    PluginJar.good("alpha").write(folder, "alpha.jar");
    load(shipped, folder, shipped);

    assertThat(plugins.loaded()).extracting(Plugin::id).containsExactly("zeta", "alpha");
    assertThat(plugins.refused()).isEmpty();
  }

  @Test
  void theUsersFolderIsInTheHomeFolderUnlessAVariableNamesAnother() throws IOException {
    var home = new Home(temp);
    Files.createDirectories(temp.resolve("mine"));
    Path shipped = temp.resolve("shipped");

    assertThat(PluginLoader.folders(Optional.of(shipped), home, settings("")))
        .containsExactly(shipped, temp.resolve("plugins"));
    assertThat(PluginLoader.folders(Optional.empty(), home, settings("mine")))
        .containsExactly(temp.resolve("mine"));
    assertThat(findings.all()).isEmpty();
    PluginLoader.folders(Optional.empty(), home, settings("missing"));
    assertThat(findings.all().toString()).contains("KEYRELAY_PLUGINS_DIR").contains("is no folder");
  }

  private Settings settings(String folder) {
    return new Settings(Environment.of(Map.of("KEYRELAY_PLUGINS_DIR", folder)), findings);
  }

  @Test
  void aJarWhoseConstructorThrowsIsRefused() throws IOException {
    PluginJar.factory(
            "bad",
            "public Factory() { throw new IllegalStateException(\"no luck\"); }\n"
                + PluginJar.id("bad")
                + PluginJar.CREATE)
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "constructor: IllegalStateException (no luck)", "remove the jar");
  }

  @Test
  void aJarWhoseServicesThrowIsRefused() throws IOException {
    PluginJar.factory(
            "bad",
            PluginJar.id("bad")
                + "@Override public List<ServiceDescription> services() { throw new"
                + " UnsupportedOperationException(\"later\"); }\n"
                + PluginJar.CREATE)
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "services(): UnsupportedOperationException (later)", "remove the jar");
  }

  @Test
  void aJarThatOverflowsTheStackIsRefused() throws IOException {
    PluginJar.factory(
            "bad", "@Override public String id() { return id() + \"!\"; }\n" + PluginJar.CREATE)
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "StackOverflowError", "remove the jar");
  }

  @Test
  void aJarWithoutServiceFileIsRefused() throws IOException {
    PluginJar.good("bad").without(JarCheck.SERVICE_FILE).write(folder, "bad.jar");
    assertRefused("bad.jar", "names no factory", "Add the file");
  }

  @Test
  void aJarWithAnEmptyServiceFileIsRefused() throws IOException {
    PluginJar.good("bad").service("# nothing\n").write(folder, "bad.jar");
    assertRefused("bad.jar", "names no factory", "into the file");
  }

  @Test
  void aJarThatNamesAClassItDoesNotHaveIsRefused() throws IOException {
    PluginJar.good("bad").service("example.Missing").write(folder, "bad.jar");
    assertRefused("bad.jar", "example.Missing not found", "Name a public class");
  }

  @Test
  void aJarWhoseFactoryHasNoPublicConstructorIsRefused() throws IOException {
    PluginJar.factory("bad", "Factory() {}\n" + PluginJar.id("bad") + PluginJar.CREATE)
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "without a public constructor", "Add the constructor");
  }

  @Test
  void aJarThatRepeatsAnIdIsRefusedAndBothJarsAreNamed() throws IOException {
    PluginJar.good("alpha").write(folder, "a.jar");
    PluginJar.factory("copy", PluginJar.id("alpha") + PluginJar.CREATE).write(folder, "b.jar");
    load();

    assertThat(plugins.loaded()).extracting(Plugin::source).containsExactly("a.jar");
    assertThat(plugins.refused())
        .extracting(Refusal::toString)
        .containsExactly(
            "b.jar: repeats the factory id alpha, which a.jar has already. Remove one of the two"
                + " jars.");
  }

  @Test
  void aJarOfAnotherContractMajorIsRefused() throws IOException {
    PluginJar.good("bad").major("2").write(folder, "bad.jar");
    assertRefused("bad.jar", "version 2 of the provider contract (expected: 1)", "rebuild");
  }

  @Test
  void aJarThatStatesNoContractVersionIsRefused() throws IOException {
    PluginJar.good("bad").major("").write(folder, "bad.jar");
    assertRefused("bad.jar", "states no version", "add the entry");
  }

  @Test
  void aJarThatBundlesJacksonIsRefused() throws IOException {
    PluginJar.good("bad")
        .entry("META-INF/versions/21/com/fasterxml/jackson/core/JsonParser.class", "x")
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "bundles Jackson", "provided");
  }

  @Test
  void aJarWithClassesInTheContractsPackageIsRefused() throws IOException {
    PluginJar.good("bad")
        .source("dev.keyrelay.spi.Mine", "package dev.keyrelay.spi; public class Mine {}")
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "dev.keyrelay.spi", "another package");
  }

  @Test
  void aJarThatReachesForAClassOfTheGatewayIsRefused() throws IOException {
    PluginJar.factory(
            "bad",
            "final Object finding = new dev.keyrelay.engine.config.Findings();\n"
                + PluginJar.id("bad")
                + PluginJar.CREATE)
        .write(folder, "bad.jar");
    assertRefused(
        "bad.jar",
        "reaches for the gateway's class dev.keyrelay.engine.config.Findings",
        "nothing of the gateway but dev.keyrelay.spi");
  }

  @Test
  void aJarThatNeedsALibraryItDoesNotHaveIsRefused() throws IOException {
    PluginJar.factory(
            "bad",
            "final Object logger = org.slf4j.LoggerFactory.getLogger(\"x\");\n"
                + PluginJar.id("bad")
                + PluginJar.CREATE)
        .write(folder, "bad.jar");
    assertRefused("bad.jar", "needs the class org.slf4j.LoggerFactory", "Put the library");
  }

  @Test
  void aFileThatIsNoJarIsRefused() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("bad.jar"), "not a zip");
    assertRefused("bad.jar", "cannot be read as a jar", "Copy it again");
  }

  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("link.jar"), temp.resolve("gone.jar"));
    assertRefused("link.jar", "leads to no file", "Make the link lead to the jar");
  }

  @Test
  void aFactoryWithAnImpossibleIdIsRefused() throws IOException {
    PluginJar.factory("bad", PluginJar.id("Bad Id") + PluginJar.CREATE).write(folder, "bad.jar");
    assertRefused("bad.jar", "factory id Bad Id", "Rename");
  }

  @Test
  void aProviderThatCannotBeMadeIsRefusedWhenItIsMade() throws IOException {
    PluginJar.factory(
            "bad",
            PluginJar.id("bad")
                + "@Override public Provider create(ProviderContext c) { return"
                + " dev.keyrelay.engine.config.Findings.class.hashCode() == 0 ? null : null; }\n")
        .write(folder, "bad.jar");
    load();
    assertThat(plugins.loaded()).hasSize(1);

    Optional<Provider> provider = plugins.create(context("bad"));

    assertThat(provider).isEmpty();
    assertThat(plugins.refused())
        .singleElement()
        .satisfies(r -> assertThat(r.sentence()).contains("dev.keyrelay.engine.config.Findings"));
  }

  @Test
  void aServiceGoesToTheFactoryOfItsIdRatherThanToOneThatMerelyDescribesIt() throws IOException {
    String many =
        "@Override public List<ServiceDescription> services() { return"
            + " List.of(ServiceDescription.of(\"one\"), ServiceDescription.of(\"two\")); }\n"
            + "@Override public java.util.Set<dev.keyrelay.spi.Dialect> customUpstreams() { return"
            + " java.util.Set.of(dev.keyrelay.spi.Dialect.OPENAI_CHAT); }\n";
    PluginJar.factory("many", PluginJar.id("many") + many + PluginJar.CREATE)
        .write(folder, "many.jar");
    PluginJar.good("two").write(folder, "two.jar");
    load();

    assertThat(plugins.serving("one", DialectChoice.NONE).orElseThrow().source())
        .isEqualTo("many.jar");
    assertThat(plugins.serving("two", DialectChoice.NONE).orElseThrow().source())
        .isEqualTo("two.jar");
    assertThat(plugins.serving("my_own", DialectChoice.NONE).orElseThrow().source())
        .isEqualTo("many.jar");
    assertThat(plugins.services()).extracting(ServiceDescription::id).containsExactly("one", "two");
  }

  @Test
  void factoriesOfTheClassPathAreTakenAsTheyAre() {
    ProviderFactory factory =
        new ProviderFactory() {
          @Override
          public String id() {
            return "mine";
          }

          @Override
          public Provider create(ProviderContext context) {
            throw new IllegalStateException("not today");
          }
        };
    var own = Plugins.of(List.of(factory));

    assertThat(own.services()).extracting(ServiceDescription::id).containsExactly("mine");
    assertThat(own.create(context("mine"))).isEmpty();
    assertThat(own.refused().getFirst().sentence()).contains("not today");
  }
}
