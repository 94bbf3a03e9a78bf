package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.openai.OpenAiFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs the example of the README: the engine in a program of one's own, without a server. */
class LibraryExampleTest {

  private static final String BASE = "OPENAI_API_BASE";

  // tag::example[]
  static void example(Map<String, String> keys, OutputStream out)
      throws GatewayException, IOException, InterruptedException {
    String ask =
        "\"model\":\"openai/gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    try (var engine = Engine.of(keys, new OpenAiFactory())) {
      if (engine.chat("{" + ask + "}") instanceof Answer.Whole whole) {
        out.write(whole.body());
      }
      if (engine.chat("{\"stream\":true," + ask + "}") instanceof Answer.Streamed streamed) {
        try (var events = streamed.stream()) {
          for (byte[] event = events.next(); event != null; event = events.next()) {
            out.write(event);
          }
        }
      }
    }
  }

  // end::example[]

  @Test
  void aProgramOfOnesOwnAsksOverAPoolOfKeys() throws Exception {
    try (var upstream = ScriptedUpstream.start()) {
      upstream.onModel("gpt-5-mini").answer(ChatScript.saying("Good evening"));
      upstream.onKey("sk-one").answer(Faults.rateLimited());
      var out = new ByteArrayOutputStream();
      example(
          Map.of(
              "SESSION_STICKY_ENTRY_TTL_SECONDS",
              "0",
              BASE,
              upstream.openAiUri().toString(),
              "OPENAI_API_KEY_1",
              "sk-one",
              "OPENAI_API_KEY_2",
              "sk-two"),
          out);
      assertThat(out.toString(StandardCharsets.UTF_8))
          .startsWith("{")
          .contains("\"content\":\"Good evening\"", "data: {")
          .endsWith("data: [DONE]\n\n");
      assertThat(upstream.requests())
          .extracting(ReceivedRequest::key)
          .containsExactly(Optional.of("sk-one"), Optional.of("sk-two"), Optional.of("sk-two"));
    }
  }
}
