package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for the classes of a jar, so that it loads in a class loader of its own. */
interface PackagingContract {

  Specimen specimen();

  @Test
  default void classesLiveOutsideTheGatewaysPackages() {
    String home = specimen().factory().getClass().getPackageName();
    assertThat(home.startsWith("dev.keyrelay.") && !home.startsWith("dev.keyrelay.providers."))
        .as("%s (expected: dev.keyrelay.providers.<id>, or a package of your own)", home)
        .isFalse();
  }

  @Test
  default void refersToNothingButTheJdkTheContractAndJackson() throws Exception {
    var own = new TreeSet<String>();
    var foreign = new TreeSet<String>();
    for (Path file : classFiles()) {
      var parsed = ClassFile.of().parse(file);
      own.add(parsed.thisClass().asInternalName().replace('/', '.'));
      for (var entry : parsed.constantPool()) {
        if (entry instanceof ClassEntry reference) {
          name(reference.asSymbol()).filter(name -> !shared(name)).ifPresent(foreign::add);
        }
      }
    }
    assertThat(own).isNotEmpty();
    assertThat(foreign).isSubsetOf(Set.copyOf(own));
  }

  private Iterable<Path> classFiles() throws IOException, URISyntaxException {
    var source = specimen().factory().getClass().getProtectionDomain().getCodeSource();
    try (var files = Files.walk(Path.of(source.getLocation().toURI()))) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }

  private static java.util.Optional<String> name(ClassDesc type) {
    ClassDesc element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    return element.isPrimitive()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            element.packageName().isEmpty()
                ? element.displayName()
                : element.packageName() + "." + element.displayName());
  }

  private static boolean shared(String name) {
    if (name.startsWith("dev.keyrelay.spi.")) {
      return !name.startsWith("dev.keyrelay.spi.kit.");
    }
    return name.startsWith("com.fasterxml.jackson.") || ofTheJdk(name);
  }

  private static boolean ofTheJdk(String name) {
    try {
      Class.forName(name, false, ClassLoader.getPlatformClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
