package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the documents of all modules. */
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("keyrelay.root"));
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| \\[`(\\w+)`]");

  @Test
  void everyLinkLeadsToAFileOrAHeading() throws IOException {
    var broken = new ArrayList<String>();
    var documents = documents();
    for (Path document : documents) {
      String prose = CODE.matcher(Files.readString(document)).replaceAll("");
      LINK.matcher(prose)
          .results()
          .map(link -> link.group(1))
          .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
          .filter(link -> !leads(document, link))
          .forEach(link -> broken.add(ROOT.relativize(document) + ": " + link));
    }

    assertThat(documents).hasSizeGreaterThan(20);
    assertThat(broken).isEmpty();
  }

  @Test
  void theEnginesReadmeNamesEachOfItsPackages() throws IOException {
    Path engine = ROOT.resolve("gateway/engine");
    var named =
        all(PACKAGE, Files.readString(engine.resolve("README.md"))).collect(Collectors.toSet());

    assertThat(named).isEqualTo(packages(engine.resolve("src/main/java/dev/keyrelay/engine")));
  }

  private static Set<String> packages(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(Files::isDirectory)
          .map(one -> one.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<Path> documents() throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean made = name.equals("target") || name.startsWith(".");
            return made && !folder.equals(ROOT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static boolean leads(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    if (parts.length == 1 || !Files.exists(file)) {
      return Files.exists(file);
    }
    // A folder shows its README.
    return headings(Files.isDirectory(file) ? file.resolve("README.md") : file)
        .anyMatch(parts[1]::equals);
  }

  /** What GitHub makes of headings: lower case, hyphens for spaces, and no punctuation. */
  private static Stream<String> headings(Path document) {
    try {
      return all(HEADING, Files.readString(document))
          .map(heading -> heading.strip().toLowerCase(Locale.ROOT))
          .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Stream<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
  }
}
