package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogLinesTest {

  private static final String UNSERVED = "{\"model\":\"nobody/x\",\"messages\":[]}";

  private static String logged(String... variables) {
    var out = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
    try (var gateway = RunningGateway.with(variables)) {
      gateway.post("/v1/chat/completions", UNSERVED);
    } finally {
      System.setErr(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void jsonLinesCarryTheRequestIdAsAField() throws IOException {
    String line =
        logged("KEYRELAY_LOG_FORMAT", "json")
            .lines()
            .filter(one -> one.contains("nobody"))
            .findFirst()
            .orElseThrow();
    var json = new ObjectMapper().readTree(line);
    assertThat(json.path("level").asText()).isEqualTo("INFO");
    assertThat(json.path("formattedMessage").asText()).startsWith("nobody/x not served");
    assertThat(json.path("kvpList").get(0).path("request_id").asText()).startsWith("req_");
  }

  @Test
  void textLinesEndWithTheRequestId() {
    assertThat(logged()).containsPattern("INFO +Calls nobody/x not served: .* request_id=\"req_");
  }

  @Test
  void lessImportantLinesAreLeftOut() {
    assertThat(logged("KEYRELAY_LOG_LEVEL", "warn")).doesNotContain("not served");
  }
}
