package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModelDefinitionsTest {

  private static ModelDefinitions definitions(String json) {
    return ModelDefinitions.parse(json).orElseThrow();
  }

  private static String applied(ModelDefinition definition, String body) throws Exception {
    var request = JsonBody.parse(body.getBytes(StandardCharsets.UTF_8));
    return new String(definition.applyTo(request).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void namesInAListAreTheIds() {
    var models = definitions("[\"a\", \"org/b\", 7, \" \", null]");

    assertThat(models.all()).extracting(ModelDefinition::id).containsExactly("a", "org/b");
  }

  @Test
  void anObjectNamesIdsAndOptionsBothOptional() {
    var models =
        definitions(
            "{\"fast\":{\"id\":\"org/real-1\"},\"short\":\"org/real-2\",\"plain\":{},\"odd\":3,\"nil\":{\"id\":null}}");

    assertThat(models.all())
        .extracting(ModelDefinition::name, ModelDefinition::id)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("fast", "org/real-1"),
            org.assertj.core.groups.Tuple.tuple("short", "org/real-2"),
            org.assertj.core.groups.Tuple.tuple("plain", "plain"),
            org.assertj.core.groups.Tuple.tuple("odd", "odd"),
            org.assertj.core.groups.Tuple.tuple("nil", "nil"));
  }

  @Test
  void aModelIsFoundByItsWholeNameThenByItsLastSegment() {
    var models = definitions("{\"org/m\":{\"id\":\"x\"},\"m\":{\"id\":\"y\"}}");

    assertThat(models.find("org/m").orElseThrow().id()).isEqualTo("x");
    assertThat(models.find("other/m").orElseThrow().id()).isEqualTo("y");
    assertThat(models.find("m").orElseThrow().id()).isEqualTo("y");
    assertThat(models.find("n")).isEmpty();
  }

  @Test
  void reasoningEffortReplacesTheClientsAndOtherOptionsOnlyFillGaps() throws Exception {
    var definition =
        definitions(
                "{\"m\":{\"id\":\"real\",\"options\":{\"reasoning_effort\":\"high\",\"top_k\":20,"
                    + "\"temperature\":0.3}}}")
            .find("m")
            .orElseThrow();

    assertThat(applied(definition, "{\"temperature\": 1, \"reasoning_effort\":\"low\"}"))
        .isEqualTo("{\"temperature\": 1, \"reasoning_effort\":\"high\",\"top_k\":20}");
    assertThat(applied(definition, "{}"))
        .isEqualTo("{\"reasoning_effort\":\"high\",\"top_k\":20,\"temperature\":0.3}");
  }

  @Test
  void whatIsNeitherListNorObjectIsNoDefinition() {
    assertThat(ModelDefinitions.parse("a,b")).isEmpty();
    assertThat(ModelDefinitions.parse("\"a\"")).isEmpty();
    assertThat(ModelDefinitions.parse("")).isEmpty();
    assertThat(ModelDefinitions.parse("[".repeat(2000))).isEmpty();
  }
}
