package dev.keyrelay.cli;

import dev.keyrelay.cli.tui.House;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * A home folder below a temporary one, and a distribution whose only plugin serves {@code acme},
 * {@code guild} and custom upstreams.
 */
public final class TestHome {

  private static final String PACKAGE = "dev/keyrelay/cli/plugin/";

  public final Path folder;
  private final Path distribution;
  private final Map<String, String> variables = new HashMap<>();

  public TestHome(Path temporary) throws IOException {
    folder = Files.createDirectories(temporary.resolve("home"));
    distribution = temporary.resolve("distribution");
    // A port on which nothing listens, so that no running gateway of this machine is asked.
    variables.put("PORT", "9");
    jar(Files.createDirectories(distribution.resolve("plugins")).resolve("acme.jar"));
  }

  private static void jar(Path file) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("KeyRelay-Provider-Api", "1");
    try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      jar.putNextEntry(new ZipEntry("META-INF/services/dev.keyrelay.spi.ProviderFactory"));
      jar.write((PACKAGE + "AcmeFactory").replace('/', '.').getBytes(StandardCharsets.UTF_8));
      for (String name :
          new String[] {
            "AcmeFactory", "GuildProvider", "GuildProvider$ByBrowser", "GuildProvider$ByDevice"
          }) {
        String path = PACKAGE + name + ".class";
        jar.putNextEntry(new ZipEntry(path));
        try (InputStream code = TestHome.class.getResourceAsStream("/" + path)) {
          code.transferTo(jar);
        }
      }
    }
  }

  /** Sets a variable of the process environment. */
  public TestHome with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Writes a file of the home folder, for its owner alone. */
  public TestHome file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return this;
  }

  public String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  CommandRun run(String... arguments) {
    return answering("", arguments);
  }

  CommandRun answering(String input, String... arguments) {
    return CommandRun.answering(input, folder, variables, distribution, arguments);
  }

  /** What the terminal UI works on. */
  public House house() {
    return new UiCommand(
        new Surroundings(
            new Console(
                new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), false),
            new Answers.OfInput(new BufferedReader(Reader.nullReader())),
            variables,
            folder,
            new Distribution(distribution),
            Surroundings.Time.REAL));
  }

  Map<String, String> variables() {
    return variables;
  }

  Distribution distribution() {
    return new Distribution(distribution);
  }
}
