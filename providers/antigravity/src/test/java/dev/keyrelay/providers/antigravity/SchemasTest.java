package dev.keyrelay.providers.antigravity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'type':'object','$schema':'x','title':'t'}~{'type':'object'}",
        "{'const':3}~{'enum':[3],'type':'integer'}",
        "{'type':'string','minLength':2,'format':'uri'}"
            + "~{'type':'string','minLength':2,'format':'uri'}",
        "{'properties':{'title':{'type':'string','default':'x'}}}"
            + "~{'properties':{'title':{'type':'string'}}}",
        "{'anyOf':[{'type':'string','examples':[1]},{'type':'null'}]}"
            + "~{'anyOf':[{'type':'string'},{'type':'null'}]}",
        "{'type':'array','items':{'multipleOf':2}}~{'type':'array','items':{}}"
      })
  void geminiKeepsBoundsAndUnions(String given, String expected) throws Exception {
    assertThat(cleaned(given, false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'type':'string','minLength':2,'format':'uri'}~{'type':'string'}",
        "{'anyOf':[{'type':'string'},{'type':'object','properties':{'a':{'minimum':1}}}]}"
            + "~{'type':'object','properties':{'a':{}},'description':'Accepts: string | object'}",
        "{'description':'D.','oneOf':[{'type':'null'},{'type':'integer'}]}"
            + "~{'description':'D. Accepts: null | integer','type':'integer'}",
        "{'anyOf':[{'const':'a'},{'enum':['b','c']}]}~{'type':'string','enum':['a','b','c']}",
        "{'allOf':[{'properties':{'a':{}},'required':['a']},{'type':'object','properties':{'b':{}}}]}"
            + "~{'properties':{'a':{},'b':{}},'required':['a'],'type':'object'}",
        "{'type':'object','additionalProperties':{'type':'string'}}"
            + "~{'type':'object','additionalProperties':true}"
      })
  void claudeLosesBoundsAndUnions(String given, String expected) throws Exception {
    assertThat(cleaned(given, true)).isEqualTo(expected);
  }

  private static String cleaned(String schema, boolean claude) throws Exception {
    var tree = (ObjectNode) JsonBody.MAPPER.readTree(schema.replace('\'', '"'));
    Schemas.clean(tree, claude);
    return tree.toString().replace('"', '\'');
  }
}
