package dev.keyrelay.spi.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolSchemasTest {

  private static final Set<String> REFUSED = Set.of("additionalProperties", "strict");

  @Test
  void keywordsGoAtEveryDepthAndPropertiesOfTheirNameStay() throws Exception {
    var body =
        body(
            """
            {"model":"m","tools":[{"type":"function","function":{"name":"f","strict":true,
            "parameters":{"type":"object","additionalProperties":false,"properties":{
            "strict":{"type":"object","additionalProperties":false,"properties":{}},
            "list":{"type":"array","items":{"anyOf":[{"additionalProperties":{}}]}}},
            "default":{"strict":1}}}}],"x":1}\
            """);

    var tools = ToolSchemas.clean(body, REFUSED).get("tools").orElseThrow();

    assertThat(tools.toString())
        .isEqualTo(
            """
            [{"type":"function","function":{"name":"f","parameters":{"type":"object",\
            "properties":{"strict":{"type":"object","properties":{}},\
            "list":{"type":"array","items":{"anyOf":[{}]}}},"default":{"strict":1}}}}]\
            """);
  }

  @Test
  void bodyWithNothingToCleanIsTheSameBytes() throws Exception {
    var body = body("{ \"tools\" : [ {\"function\":{\"parameters\":{}}} ] }");

    assertThat(ToolSchemas.clean(body, REFUSED)).isSameAs(body);
  }

  @Test
  void emptyListOfToolsGoes() throws Exception {
    var body = body("{\"tools\":[],\"tool_choice\":\"auto\",\"model\":\"m\"}");

    assertThat(ToolSchemas.clean(body, REFUSED)).isEqualTo(body("{\"model\":\"m\"}"));
  }

  private static JsonBody body(String json) throws Exception {
    return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
