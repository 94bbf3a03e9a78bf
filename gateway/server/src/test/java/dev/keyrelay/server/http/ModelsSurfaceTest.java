package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsSurfaceTest {

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new TestGateway(
            folder,
            Map.of(
                "ANTHROPIC_MODELS",
                "[\"claude-sonnet-4-5\",\"claude-haiku-5-5\",\"made-up-model-xyz\",\"house-model\","
                    + "\"org/named:free\"]",
                "MODEL_ROUTE_HOUSE",
                "anthropic/house-model",
                "MODEL_PRICE_ANTHROPIC_HOUSE_MODEL_INPUT",
                "2",
                "MODEL_PRICE_ANTHROPIC_HOUSE_MODEL_OUTPUT",
                "8"));
    var prices = gateway.gateway.engine().wiring().prices();
    await().atMost(Duration.ofMinutes(1)).until(() -> prices.catalogue().size() > 0);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static JsonNode named(JsonNode list, String field, String name) {
    for (JsonNode card : list) {
      if (card.path(field).asText().equals(name)) {
        return card;
      }
    }
    throw new AssertionError(name + " is not in " + list);
  }

  @Test
  void openAiClientsGetEnrichedCardsOfWhatIsKnown() throws Exception {
    var list = json(gateway.get("/v1/models")).path("data");
    var known = named(list, "id", "anthropic/claude-sonnet-4-5");
    assertThat(known.path("owned_by").textValue()).isEqualTo("anthropic");
    assertThat(known.path("context_length").longValue()).isPositive();
    assertThat(known.at("/pricing/prompt").doubleValue()).isPositive();
    assertThat(known.path("_match_type").textValue()).isEqualTo("exact");
    assertThat(known.path("_as_of").textValue()).startsWith("2026-");
    assertThat(known.at("/_sources/0").textValue())
        .isEqualTo("builtin:exact:anthropic/claude-sonnet-4-5");
    assertThat(known.path("mode").textValue()).isEqualTo("chat");
    assertThat(known.at("/capabilities/prompt_caching").booleanValue()).isTrue();
    var unknown = named(list, "id", "anthropic/made-up-model-xyz");
    assertThat(unknown.has("pricing")).isFalse();
    var own = named(list, "id", "anthropic/house-model");
    assertThat(own.at("/pricing/prompt").doubleValue())
        .isCloseTo(2e-6, org.assertj.core.data.Offset.offset(1e-12));

    var bare = json(gateway.get("/v1/models/anthropic/claude-sonnet-4-5?enriched=false"));
    assertThat(bare.has("pricing")).isFalse();
  }

  @Test
  void namesWithControlCharactersAreNotListed() throws Exception {
    gateway
        .upstream
        .on("/models")
        .answer(
            Replay.json(
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"fine\"},{\"id\":\"red\\u001b[31m\"},{\"id\":\"two\\n"
                    + "lines\"}]}"));

    var ids = json(gateway.get("/v1/models")).path("data").findValuesAsText("id");

    assertThat(ids)
        .contains("openai/fine")
        .noneMatch(id -> id.contains("red") || id.contains("two"));
  }

  @Test
  void anthropicClientsGetTheirShape() throws Exception {
    var answer = gateway.get("/v1/models?limit=1000", "anthropic-version", "2023-06-01");
    var card = named(json(answer).path("data"), "id", "anthropic/claude-sonnet-4-5");
    assertThat(card.path("type").textValue()).isEqualTo("model");
    assertThat(card.path("created_at").textValue()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(json(answer).path("has_more").isBoolean()).isTrue();
    assertThat(json(answer).path("has_more").booleanValue()).isFalse();
  }

  @Test
  void geminiClientsGetTheirShapeOnBothVersions() throws Exception {
    for (String path : new String[] {"/v1beta/models", "/v1/models"}) {
      var byQuery = gateway.get(path + "?key=" + TestGateway.KEY, "Authorization", "none");
      assertThat(json(byQuery).has("models")).as(path).isTrue();
      var answer = gateway.get(path, "x-goog-api-key", TestGateway.KEY);
      var card = named(json(answer).path("models"), "name", "models/anthropic/claude-sonnet-4-5");
      assertThat(card.path("supportedGenerationMethods")).isNotEmpty();
    }
    var one = gateway.get("/v1beta/models/anthropic/claude-sonnet-4-5");
    assertThat(json(one).path("name").textValue()).isEqualTo("models/anthropic/claude-sonnet-4-5");
  }

  @Test
  void aNameWithAColonIsReadInTheCallersShapeToo() throws Exception {
    var path = "/v1/models/anthropic/org/named:free";
    assertThat(json(gateway.get(path)).path("id").textValue())
        .isEqualTo("anthropic/org/named:free");
    var anthropic = gateway.get(path, "anthropic-version", "2023-06-01");
    assertThat(json(anthropic).path("type").textValue()).isEqualTo("model");
    var gemini = gateway.get(path, "x-goog-api-key", TestGateway.KEY);
    assertThat(json(gemini).path("name").textValue()).startsWith("models/");
    var unknown = json(gateway.get(path + "st"));
    assertThat(unknown.at("/error/code").textValue()).isEqualTo("model_not_found");
  }

  @Test
  void anUnknownModelIsToldInTheCallersShape() throws Exception {
    var openAi = gateway.get("/v1/models/anthropic/none");
    assertThat(openAi.statusCode()).isEqualTo(404);
    assertThat(json(openAi).at("/error/code").textValue()).isEqualTo("model_not_found");
    var gemini = gateway.get("/v1beta/models/anthropic/none");
    assertThat(json(gemini).at("/error/status").textValue()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aCostIsEstimatedByTheProvidersOwnPrice() throws Exception {
    var known =
        json(
            gateway.post(
                "/v1/cost-estimate",
                "{\"model\":\"anthropic/claude-sonnet-4-5\",\"prompt_tokens\":1000,"
                    + "\"completion_tokens\":100}"));
    double in = known.at("/pricing/input_cost_per_token").doubleValue();
    double out = known.at("/pricing/output_cost_per_token").doubleValue();
    assertThat(in).isPositive();
    assertThat(known.path("cost").doubleValue())
        .isCloseTo(1000 * in + 100 * out, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(known.path("source").textValue()).isEqualTo("model_info_service");
  }

  @Test
  void anEstimateSaysHowItComesAbout() throws Exception {
    var estimate =
        json(
            gateway.post(
                "/v1/cost-estimate",
                """
                {"model": "anthropic/claude-haiku-5-5", "prompt_tokens": 60000,
                 "cache_read_tokens": 30000, "cache_creation_tokens": 20000,
                 "cache_creation_1h_tokens": 5000, "completion_tokens": 1000}
                """));
    assertThat(estimate.path("for_prompts_above_tokens").longValue()).isEqualTo(100_000);
    var parts = estimate.path("breakdown");
    assertThat(parts.path("prompt").doubleValue()).isEqualTo(0.03, within(1e-12));
    assertThat(parts.path("cache_read").doubleValue()).isEqualTo(0.0015, within(1e-12));
    assertThat(parts.path("cache_creation").doubleValue())
        .isEqualTo((15_000 * 0.625 + 5_000 * 1.00) / 1e6, within(1e-12));
    assertThat(parts.path("completion").doubleValue()).isEqualTo(0.0025, within(1e-12));
    double sum = 0;
    for (JsonNode part : parts) {
      sum += part.doubleValue();
    }
    assertThat(estimate.path("cost").doubleValue()).isEqualTo(sum, within(1e-12));
    assertThat(estimate.path("price_source").textValue())
        .isEqualTo("builtin:anthropic/claude-haiku-5-5");
    assertThat(estimate.path("as_of").textValue()).isEqualTo("2026-10-24");
    assertThat(estimate.path("covers").textValue()).contains("tokens");
    var own =
        json(gateway.post("/v1/cost-estimate", "{\"model\":\"house\",\"prompt_tokens\":1000000}"));
    assertThat(own.path("cost").doubleValue()).isEqualTo(2, within(1e-9));
    assertThat(own.path("priced_as").textValue()).isEqualTo("anthropic/house-model");
    assertThat(own.path("price_source").textValue()).isEqualTo("MODEL_PRICE");
  }

  @Test
  void cardsTellThePricesOfLongPromptsAndOfAnHourInACache() throws Exception {
    var card = json(gateway.get("/v1/models/anthropic/claude-haiku-5-5"));
    assertThat(card.path("input_cost_per_token_above_100k_tokens").doubleValue())
        .isEqualTo(0.5e-6, within(1e-15));
    assertThat(card.path("cache_creation_input_token_cost_above_1hr").doubleValue())
        .isEqualTo(0.2e-6, within(1e-15));
  }

  @Test
  void anUnknownPriceIsNotFree() throws Exception {
    var unknown =
        gateway.post("/v1/cost-estimate", "{\"model\":\"openai/made-up\",\"prompt_tokens\":5}");
    assertThat(unknown.statusCode()).isEqualTo(200);
    assertThat(json(unknown).path("cost").isNull()).isTrue();
    assertThat(json(unknown).path("source").textValue()).isEqualTo("unknown");
    assertThat(json(unknown).path("hint").textValue()).contains("MODEL_PRICE_");
    var bad = gateway.post("/v1/cost-estimate", "{\"model\":\"openai/x\",\"prompt_tokens\":-1}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(json(bad).at("/error/param").textValue()).isEqualTo("prompt_tokens");
  }

  @Test
  void tokensAreCountedAndTheCatalogueTellsItsSize() throws Exception {
    var counted =
        gateway.post(
            "/v1/token-count",
            "{\"model\":\"openai/x\",\"messages\":[{\"role\":\"user\",\"content\":\"12345678\"}]}");
    assertThat(json(counted).path("token_count").intValue()).isEqualTo(2);
    assertThat(gateway.post("/v1/token-count", "{\"model\":\"openai/x\"}").statusCode())
        .isEqualTo(400);
    var stats = json(gateway.get("/v1/model-info/stats"));
    assertThat(stats.path("index_entries").intValue()).isGreaterThan(100);
  }

  @Test
  void noCacheOnTheWayKeepsWhatAKeyHasOpened() throws Exception {
    for (String path : List.of("/v1/models", "/v1beta/models", "/v1/responses/none")) {
      for (String method : List.of("GET", "HEAD")) {
        assertThat(gateway.send(method, path, "").headers().allValues("cache-control"))
            .as(method + " " + path)
            .containsExactly("no-store");
      }
    }
  }
}
