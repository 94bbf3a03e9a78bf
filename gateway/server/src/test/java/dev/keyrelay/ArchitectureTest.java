package dev.keyrelay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What may know what. Each rule says what to use instead. */
class ArchitectureTest {

  private static final String SPI = "dev.keyrelay.spi..";
  private static final String ENGINE = "dev.keyrelay.engine";
  private static final String SERVER = "dev.keyrelay.server..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // The kit.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.keyrelay.spi", ENGINE, "dev.keyrelay.server");

  @Test
  void dependenciesPointFromTheServerToTheEngineToTheContract() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("server")
        .definedBy(SERVER)
        .layer("engine")
        .definedBy(ENGINE + "..")
        .layer("spi")
        .definedBy(SPI)
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("server")
        .because("a lower layer is given what it needs through an interface of its own")
        .check(CLASSES);
  }

  @Test
  void thePackagesOfTheEngineFormNoCycles() {
    slices()
        .assignedFrom(new EnginePackages())
        .should()
        .beFreeOfCycles()
        .because("two packages that need each other are one: move the shared type down")
        .check(CLASSES);
  }

  @Test
  void theDispatcherIsAboveWhatItUses() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ENGINE + ".routing..",
            ENGINE + ".pool..",
            ENGINE + ".dialect..",
            ENGINE + ".upstream..",
            ENGINE + ".limit..",
            ENGINE + ".usage..",
            ENGINE + ".credential..",
            ENGINE + ".plugin..",
            ENGINE + ".state..",
            ENGINE + ".sse..",
            ENGINE + ".config..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ENGINE + ".dispatch..")
        .because("what the dispatcher needs to know is returned to it, not told to it")
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsTheFrameworkOnlyWhereItCallsUpstream() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE + "..")
        .and()
        .resideOutsideOfPackage(ENGINE + ".upstream..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micronaut..", "io.netty..")
        .because("the engine is plain Java: use UpstreamClient or SideHttp")
        .check(CLASSES);
  }

  @Test
  void reactiveTypesStayWhereBytesAreHandedOn() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ENGINE + ".upstream..", "dev.keyrelay.server.answer..")
        .and()
        .haveSimpleNameNotStartingWith("$")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("reactor..", "org.reactivestreams..")
        .because("a call is one virtual thread: use StreamedBytes, and block")
        .check(CLASSES);
  }

  @Test
  void timeAndChanceAreHandedIn() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE + "..", SERVER)
        .and()
        .doNotHaveFullyQualifiedName(ENGINE + ".Wiring")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructor(Random.class)
        .because("InstantSource, the sleeper and RandomGenerator come through constructors")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Service)")
        .because("a class is named after the thing, not after its pattern")
        .check(CLASSES);
  }

  @Test
  void theContractSharesNothingButTheJdkAndJacksonWithPlugins() {
    classes()
        .that()
        .resideInAPackage(SPI)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..", SPI, "com.fasterxml.jackson..", "org.jspecify.annotations.."))
        .because("each plugin has a class loader of its own, which shares these alone")
        .check(CLASSES);
  }

  /** The engine's packages; limits and the usage that they read are one part of it. */
  private static final class EnginePackages implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (!name.startsWith(ENGINE + ".")) {
        return SliceIdentifier.ignore();
      }
      String part = name.substring(ENGINE.length() + 1).split("\\.")[0];
      return SliceIdentifier.of(part.equals("usage") ? "limit" : part);
    }

    @Override
    public String getDescription() {
      return "the engine's packages";
    }
  }
}
