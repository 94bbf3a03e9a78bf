package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.DemoProviderFactory;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crac.Core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

  private static final String EVENT =
      """
      {"version":"2.0","rawPath":"/v1/chat/completions","rawQueryString":"",\
      "isBase64Encoded":false,"headers":{"authorization":"Bearer a-key-of-the-clients",\
      "content-type":"application/json"},"requestContext":{"stage":"$default",\
      "http":{"method":"POST","path":"/v1/chat/completions"}},"body":"{\\"model\\":\\"demo/echo\\",\
      \\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}]}"}\
      """;

  @TempDir private Path home;

  @Test
  void aFunctionServesBeforeASnapshotAndAfterEachRestoreOverNewConnections() throws Exception {
    try (var upstream = ScriptedUpstream.start();
        var function = function(upstream)) {
      upstream.onModel("echo").answer(ChatScript.saying("Good day."));
      assertThat(ask(function)).isEqualTo("Good day.");
      assertThat(ask(function)).isEqualTo("Good day.");
      assertThat(upstream.connectionsMade()).isEqualTo(1);

      for (int restores = 1; restores <= 2; restores++) {
        function.snapshot().beforeCheckpoint(Core.getGlobalContext());
        await().atMost(Duration.ofSeconds(30)).until(() -> upstream.openConnections() == 0);
        function.snapshot().afterRestore(Core.getGlobalContext());

        assertThat(ask(function)).isEqualTo("Good day.");
        assertThat(upstream.connectionsMade()).isEqualTo(1 + restores);
      }
    }
  }

  private KeyRelayFunction function(ScriptedUpstream upstream) {
    var environment =
        Map.of(
            "PROXY_API_KEY", "a-key-of-the-clients",
            "KEYRELAY_SALT", "pepper",
            "DEMO_API_KEY", "good",
            "DEMO_API_BASE", upstream.openAiUri().toString());
    return new KeyRelayFunction(
        FunctionCore.of(
            FunctionCore.configuration(new Home(home), environment),
            Plugins.of(List.of(new DemoProviderFactory()))));
  }

  private static String ask(KeyRelayFunction function) throws IOException {
    var answer =
        JsonBody.MAPPER.readTree(
            function.answer(
                EVENT.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                function.deadline(60_000)));
    return JsonBody.MAPPER
        .readTree(answer.path("body").asText())
        .at("/choices/0/message/content")
        .asText();
  }
}
