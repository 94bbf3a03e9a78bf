package dev.keyrelay.spi.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.kit.SampleCalls;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ToolTurnsTest {

  private static final String CALLED =
      "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\"}}]},"
          + "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"}";

  @Test
  void callsAndTheirResultsGetTheSameOtherId() {
    var body = body("{\"role\":\"user\",\"content\":\"a\"}," + CALLED);
    assertThat(messages(ToolTurns.renamed(body, id -> id.toUpperCase(Locale.ROOT))))
        .contains("\"id\":\"A\"", "\"tool_call_id\":\"A\"", "\"content\":\"a\"");
  }

  @Test
  void aBodyWhoseIdsStayIsTheSame() {
    var body = body(CALLED);
    assertThat(ToolTurns.renamed(body, id -> id)).isSameAs(body);
  }

  @Test
  void theAssistantSpeaksBetweenAToolAndAUser() {
    var said = "{\"role\":\"user\",\"content\":\"and?\"}";
    assertThat(messages(ToolTurns.bridged(body(CALLED + "," + said))))
        .contains(
            "\"content\":\"1\"},{\"role\":\"assistant\",\"content\":\"Understood.\"}," + said);
  }

  @Test
  void resultsAtTheEndAndAnswersAfterThemAreLeftAlone() {
    var body =
        body(
            CALLED
                + ",{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"2\"},"
                + "{\"role\":\"assistant\",\"content\":\"so\"},"
                + CALLED);
    assertThat(ToolTurns.bridged(body)).isSameAs(body);
  }

  private static String messages(JsonBody body) {
    return body.get("messages").orElseThrow().toString();
  }

  private static JsonBody body(String messages) {
    return SampleCalls.body("{\"messages\":[" + messages + "]}");
  }
}
