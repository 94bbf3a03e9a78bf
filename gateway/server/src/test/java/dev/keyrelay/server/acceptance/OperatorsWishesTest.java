package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.models.models.Model;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators want of every client's requests: which models there are, and how warm. */
class OperatorsWishesTest {

  private static final String ASK =
      "{\"model\":\"openai/%s\",\"temperature\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @Test
  void ignoredModelsAreNeitherListedNorCalledUnlessTheWhitelistKeepsThem() {
    try (var gateway =
        RunningGateway.with(
            "OPENAI_API_KEY", "sk-of-the-wishes-test",
            "OPENAI_MODELS", "[\"gpt-a\",\"gpt-b-mini\",\"other\"]",
            "IGNORE_MODELS_OPENAI", "*",
            "WHITELIST_MODELS_OPENAI", "gpt-*-mini,oth?r")) {
      assertThat(gateway.sdk().models().list().data())
          .extracting(Model::id)
          .containsExactlyInAnyOrder("openai/gpt-b-mini", "openai/other");
      for (String kept : new String[] {"gpt-b-mini", "other"}) {
        assertThat(chat(gateway, kept, "1").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/v1/models/openai/" + kept).statusCode()).isEqualTo(200);
      }
      int calls = gateway.upstream().requests("/chat/completions").size();
      assertThat(chat(gateway, "gpt-a", "1").statusCode()).isEqualTo(404);
      assertThat(gateway.get("/v1/models/openai/gpt-a").statusCode()).isEqualTo(404);
      assertThat(gateway.upstream().requests("/chat/completions")).hasSize(calls);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, 0",
    "remove, 0, absent",
    "remove, 0.0, absent",
    "remove, 0.5, 0.5",
    "set, 0, 1.0",
    "set, 0.2, 0.2"
  })
  void aTemperatureOfZeroIsKeptRemovedOrSet(String setting, String asked, String sent) {
    try (var gateway =
        RunningGateway.with(
            "OPENAI_API_KEY", "sk-of-the-wishes-test", "OVERRIDE_TEMPERATURE_ZERO", setting)) {
      assertThat(chat(gateway, "gpt-test", asked).statusCode()).isEqualTo(200);
      var temperature =
          gateway.upstream().requests("/chat/completions").getFirst().json().path("temperature");
      if (sent.equals("absent")) {
        assertThat(temperature).isInstanceOf(MissingNode.class);
      } else {
        assertThat(temperature.doubleValue()).isEqualTo(Double.parseDouble(sent));
      }
    }
  }

  private static HttpResponse<String> chat(
      RunningGateway gateway, String model, String temperature) {
    return gateway.post("/v1/chat/completions", ASK.formatted(model, temperature));
  }
}
