package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.SchemaSubset;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaSubsetTest {

  private static JsonNode json(String text) throws Exception {
    return JsonBody.MAPPER.readTree(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'$schema':'x','type':'object','additionalProperties':false,'properties':{'a':{'type':'string','minLength':1}}}"
            + "|{'type':'object','properties':{'a':{'type':'string','minLength':1}}}",
        "{'type':['string','null']}|{'type':'string','nullable':true}",
        "{'type':['string','integer']}|{'anyOf':[{'type':'string'},{'type':'integer'}]}",
        "{'const':'a'}|{'type':'string','enum':['a']}",
        "{'type':'integer','enum':[1,2]}|{'type':'integer'}",
        "{'oneOf':[{'type':'string'},{'type':'null'}]}|{'type':'string','nullable':true}",
        "{'$defs':{'p':{'type':'number'}},'type':'array','items':{'$ref':'#/$defs/p'}}|{'type':'array','items':{'type':'number'}}",
        "{'allOf':[{'properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'b':{'type':'null'}},'required':['b']}]}"
            + "|{'properties':{'a':{'type':'string'},'b':{'type':'null'}},'required':['a','b']}",
        "{'type':'object','properties':{'self':{'$ref':'#'}}}"
            + "|{'type':'object','properties':{'self':{'type':'object','properties':{'self':{'type':'object'}}}}}",
        "true|{'type':'object'}",
      })
  void keepsWhatTheSubsetHas(String schema, String expected) throws Exception {
    assertThat(SchemaSubset.of(json(schema))).isEqualTo(json(expected));
  }

  @Test
  void aSchemaThatGrowsWithoutBoundEndsSoon() throws Exception {
    var definitions = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
      definitions.append(
          "'d" + i + "':{'type':'object','properties':{'a':" + next + ",'b':" + next + "}},");
    }
    var schema = json("{'$defs':{" + definitions + "'d40':{'type':'string'}},'$ref':'#/$defs/d0'}");
    assertThat(SchemaSubset.of(schema).toString().length()).isLessThan(1_000_000);
  }

  @Test
  void onlyProvidersThatNeedItGetReducedSchemas() throws Exception {
    var codec = Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow();
    var body =
        json(
            "{'messages':[],'tools':[{'type':'function','function':{'name':'f','parameters':"
                + "{'type':'object','additionalProperties':false}}}]}");
    var request =
        codec.decodeRequest((com.fasterxml.jackson.databind.node.ObjectNode) body, new Drops());
    var whole = codec.encodeRequest(request, new RequestOptions("m", false, false, 1), new Drops());
    var reduced =
        codec.encodeRequest(request, new RequestOptions("m", false, true, 1), new Drops());
    assertThat(whole.toString()).contains("additionalProperties");
    assertThat(reduced.toString()).doesNotContain("additionalProperties");
  }
}
