import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar the form of Java 17 if they have one from before Java 6: those have no
 * stack maps, are verified the slow way, and no startup cache takes them. Their code stays what it
 * is, instruction by instruction.
 */
final class OldClasses {

  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;
  private static final int NOW = ClassFile.JAVA_17_VERSION;

  private OldClasses() {}

  /**
   * Replaces the jar if it has such classes.
   *
   * @return whether it had
   */
  static boolean renewIn(Path jar) throws IOException {
    Path renewed = jar.resolveSibling(jar.getFileName() + ".new");
    boolean any = false;
    try (ZipFile from = new ZipFile(jar.toFile());
        URLClassLoader itself =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(renewed))) {
      ClassFile classes =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(itself)));
      for (ZipEntry entry : Collections.list(from.entries())) {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        Optional<byte[]> changed =
            entry.getName().endsWith(".class") ? renewed(classes, bytes) : Optional.empty();
        any |= changed.isPresent();
        write(to, entry, changed.orElse(bytes));
      }
      if (any) {
        to.finish();
        Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(renewed);
    }
    return any;
  }

  private static void write(ZipOutputStream to, ZipEntry like, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(like.getName());
    entry.setTime(like.getTime());
    to.putNextEntry(entry);
    to.write(bytes);
    to.closeEntry();
  }

  private static Optional<byte[]> renewed(ClassFile classes, byte[] bytes) {
    var old = classes.parse(bytes);
    if (old.majorVersion() >= FIRST_WITH_STACK_MAPS) {
      return Optional.empty();
    }
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(NOW, 0);
          } else {
            builder.with(element);
          }
        };
    // Taking code apart and together again is what makes stack maps.
    var code = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    byte[] now = classes.transformClass(old, version.andThen(code));
    var errors = classes.verify(now);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(errors.getFirst());
    }
    return Optional.of(now);
  }
}
