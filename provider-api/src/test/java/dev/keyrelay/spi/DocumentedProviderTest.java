package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider of README.md, as a reader would paste it. */
class DocumentedProviderTest {

  private static final Pattern PUBLISHED =
      Pattern.compile(
          "```java\n(package com\\.acme.*?\\b(?:final class) (\\w+) .*?)```", Pattern.DOTALL);
  private static final Credential KEY = new Credential.ApiKey("k", Secret.of("key-1"));

  @TempDir private Path folder;

  @Test
  void theProviderOfTheReadmeCompilesAndDoesWhatItSays() throws Exception {
    compile();
    try (var loader =
            new URLClassLoader(
                new java.net.URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        var provider =
            ((ProviderFactory)
                    loader
                        .loadClass("com.acme.keyrelay.AcmeFactory")
                        .getConstructor()
                        .newInstance())
                .create(TestContext.of("acme", Map.of(), new ScriptedHttp()))) {
      var call = SampleCalls.chat("rocket", "\"max_completion_tokens\":5");
      var request = provider.prepare(call, KEY);
      assertThat(request.uri()).hasToString("https://api.acme.example/v1/chat/completions");
      assertThat(request.headers().first("x-acme-key")).hasValue("key-1");
      assertThat(request.body().names()).containsExactly("model", "max_tokens");
      assertThat(provider.explain(outOfFuel()).kind()).isEqualTo(FailureKind.MODEL_QUOTA);
    }
  }

  private void compile() throws Exception {
    var sources = new ArrayList<String>();
    var matcher = PUBLISHED.matcher(Files.readString(Path.of("README.md")));
    while (matcher.find()) {
      Path file = folder.resolve(matcher.group(2) + ".java");
      Files.writeString(file, matcher.group(1));
      sources.add(file.toString());
    }
    assertThat(sources).hasSize(2);
    var arguments =
        new ArrayList<>(
            List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
    arguments.addAll(sources);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
  }

  private static UpstreamFailure outOfFuel() {
    return new UpstreamFailure(
        UpstreamFailure.Stage.STATUS,
        429,
        Headers.NONE,
        "{\"message\":\"Out of fuel\"}".getBytes(StandardCharsets.UTF_8),
        Optional.empty(),
        Instant.EPOCH);
  }
}
