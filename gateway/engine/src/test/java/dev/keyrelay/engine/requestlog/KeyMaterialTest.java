package dev.keyrelay.engine.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyMaterialTest {

  private static final String CANARY = "canary0123456789ABCDEFGHIJ_canary";

  private static String told(String text) {
    return new String(
        KeyMaterial.without(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-proj-", "sk-ant-api03-", "AIza", "ya29.", "gsk_", "xai-", "ghp_"})
  void aKeyOfAKnownFormIsTakenOutWhereverItStands(String prefix) {
    String key = prefix + CANARY;
    for (String text :
        new String[] {
          key,
          "{\"content\":\"use " + key + ", please\"}",
          "{\"content\":\".env:\\nKEY=" + key + "\\nB=1\\n" + key + "\"}",
          "{\"content\":\"a\\n" + key + "\"}",
        }) {
      assertThat(told(text)).doesNotContain("canary").contains("[redacted]");
    }
    assertThat(told("{\"content\":\"use " + key + ", please é\"}")).endsWith(", please é\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tools\":[{\"type\":\"mcp\",\"authorization\":\"%s\"}]}",
        "{\"mcp_servers\":[{\"authorization_token\" : \"%s\"}]}",
        "{\"tools\":[{\"type\":\"mcp\",\"headers\":{\"X-Api-Key\":\"a\\\"%s\",\"b\":1}}]}",
        "{\"headers\":{\"h\":\"Bearer %s\"}}",
        "{\"extra\":{\"api_key\":\"%s\"}}",
      })
  void whatAMemberForKeysHoldsIsTakenOut(String body) {
    String told = told(body.formatted("canary-0123456789/abc=="));
    assertThat(told).doesNotContain("canary").contains("[redacted]").endsWith("}");
    assertThat(told.chars().filter(c -> c == '"').count() % 2).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"properties\":{\"password\":{\"type\":\"string\"},\"api_key\":null}}",
        "a task-management-and-planning-tool-for-everybody",
        "sk-short and Bearer tokens",
        "{\"api_key\"",
        "\"password\":",
        "\"password\":\"",
        "",
      })
  void whatIsNoKeyStays(String text) {
    assertThat(told(text)).startsWith(text);
  }

  @Test
  void bytesThatAreNoTextStay() {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    assertThat(KeyMaterial.without(noise)).isSameAs(noise);
  }
}
