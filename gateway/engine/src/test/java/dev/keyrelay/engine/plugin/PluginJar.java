package dev.keyrelay.engine.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A plugin jar compiled at test time. */
final class PluginJar {

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private String major = "1";

  /** A jar with a factory class {@code example.<id>.Factory} whose members are given. */
  static PluginJar factory(String id, String members) {
    String type = "example." + id + ".Factory";
    return new PluginJar()
        .source(
            type,
            """
            package example.%s;
            import dev.keyrelay.spi.*;
            import java.util.*;
            public class Factory implements ProviderFactory {
              %s
            }
            """
                .formatted(id, members))
        .service(type);
  }

  /** A jar with a factory that serves an OpenAI-compatible service of its own id. */
  static PluginJar good(String id) {
    return factory(id, id(id) + CREATE);
  }

  static String id(String id) {
    return "@Override public String id() { return \"%s\"; }\n".formatted(id);
  }

  static final String CREATE =
      """
      @Override public Provider create(ProviderContext context) {
        return new dev.keyrelay.spi.openai.OpenAiCompatibleProvider(
            context, context.providerId(), java.net.URI.create("http://127.0.0.1:1/v1"));
      }
      """;

  PluginJar source(String type, String source) {
    sources.put(type, source);
    return this;
  }

  PluginJar service(String text) {
    return entry("META-INF/services/dev.keyrelay.spi.ProviderFactory", text);
  }

  PluginJar entry(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PluginJar without(String entry) {
    entries.remove(entry);
    return this;
  }

  /** The stated version of the contract; empty for none. */
  PluginJar major(String version) {
    major = version;
    return this;
  }

  Path write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!major.isEmpty()) {
      manifest.getMainAttributes().putValue("KeyRelay-Provider-Api", major);
    }
    Path jar = folder.resolve(name);
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (var entry : entries.entrySet()) {
        put(out, entry.getKey(), entry.getValue());
      }
      for (var compiled : compile().entrySet()) {
        put(out, compiled.getKey(), compiled.getValue());
      }
    }
    return jar;
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  private Map<String, byte[]> compile() throws IOException {
    var outputs = new LinkedHashMap<String, ByteArrayOutputStream>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new java.io.StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((type, source) -> units.add(new Source(type, source)));
      var options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
      var task = compiler.getTask(messages, new Memory(files, outputs), null, options, null, units);
      if (!units.isEmpty() && !task.call()) {
        throw new IllegalStateException(messages.toString());
      }
    }
    var classes = new LinkedHashMap<String, byte[]>();
    outputs.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs;

    Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> outputs) {
      super(files);
      this.outputs = outputs;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String type, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
      String name = type.replace('.', '/') + ".class";
      return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          var out = new ByteArrayOutputStream();
          outputs.put(name, out);
          return out;
        }
      };
    }
  }
}
