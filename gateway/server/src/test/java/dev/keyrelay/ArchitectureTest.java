package dev.keyrelay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What may know what. Each rule says what to use instead. */
class ArchitectureTest {

  private static final String SPI = "dev.keyrelay.spi..";
  private static final String ENGINE = "dev.keyrelay.engine";
  private static final String SERVER = "dev.keyrelay.server..";

  /** The engine's packages, the highest first; those of one floor need not know one another. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("explain", "models", "stats", "conversation", "embedding", "requestlog"),
          List.of("dispatch"),
          List.of("routing", "pool", "dialect", "upstream"),
          List.of("limit"),
          List.of("catalog"),
          List.of("credential", "account", "usage", "plugin"),
          List.of("state"),
          List.of("sse", "config"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // The kit, which other builds than Maven's find in a folder.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .withImportOption(location -> !location.contains("/test-classes/"))
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
  void eachFloorOfTheEngineRestsOnTheFloorsBelowIt() {
    for (int floor = 1; floor < FLOORS.size(); floor++) {
      var above =
          FLOORS.subList(0, floor).stream()
              .flatMap(List::stream)
              .map(name -> ENGINE + "." + name + "..")
              .toArray(String[]::new);
      var here =
          FLOORS.get(floor).stream().map(name -> ENGINE + "." + name + "..").toArray(String[]::new);
      noClasses()
          .that()
          .resideInAnyPackage(here)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above)
          .because("what a higher floor needs to know is returned to it, not told to it")
          .check(CLASSES);
    }
  }

  @Test
  void everyPackageOfTheEngineHasAFloor() {
    var known = FLOORS.stream().flatMap(List::stream).collect(Collectors.toSet());
    assertThat(CLASSES.stream().flatMap(type -> EnginePackages.part(type).stream()))
        .isNotEmpty()
        .allSatisfy(part -> assertThat(known).contains(part));
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

  /** The engine's packages, each with its sub-packages. */
  private static final class EnginePackages implements SliceAssignment {

    static Optional<String> part(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith(ENGINE + ".")
          ? Optional.of(name.substring(ENGINE.length() + 1).split("\\.")[0])
          : Optional.empty();
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return part(type).map(SliceIdentifier::of).orElseGet(SliceIdentifier::ignore);
    }

    @Override
    public String getDescription() {
      return "the engine's packages";
    }
  }
}
