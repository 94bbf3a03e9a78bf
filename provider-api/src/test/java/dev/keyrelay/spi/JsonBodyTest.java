package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonBodyTest {

  private static JsonBody body(String json) throws JsonBody.InvalidJsonException {
    return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonBody body) {
    return new String(body.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void replacesOneFieldAndKeepsEveryOtherByte() throws Exception {
    var body = body("{ \"a\" : 1.50e1 ,\n \"model\":\"x/é😀\" , \"z\" : [ 1,{ } ] }");

    assertThat(text(body.with("model", "yy")))
        .isEqualTo("{ \"a\" : 1.50e1 ,\n \"model\":\"yy\" , \"z\" : [ 1,{ } ] }");
  }

  @Test
  void findsValuesBehindMultibyteText() throws Exception {
    var body = body("{\"é😀\":\"ü\",\"n\":-12,\"t\":true,\"model\":\"m\"}");

    assertThat(body.text("model")).hasValue("m");
    assertThat(body.get("n").orElseThrow().asInt()).isEqualTo(-12);
    assertThat(body.isTrue("t")).isTrue();
  }

  @Test
  void addsAFieldToAnEmptyAndToAFullObject() throws Exception {
    assertThat(text(body("{ }").with("a", "b"))).isEqualTo("{ \"a\":\"b\"}");
    assertThat(text(body("{\"x\":1}").with("a", "b"))).isEqualTo("{\"x\":1,\"a\":\"b\"}");
    assertThat(text(JsonBody.EMPTY.with("a", "b"))).isEqualTo("{\"a\":\"b\"}");
  }

  @Test
  void leavesOutFieldsWhereverTheyStand() throws Exception {
    var body = body("{\"a\":1, \"b\":{\"c\":[2]}, \"d\":null}");

    assertThat(text(body.without("a"))).isEqualTo("{\"b\":{\"c\":[2]}, \"d\":null}");
    assertThat(text(body.without("b"))).isEqualTo("{\"a\":1, \"d\":null}");
    assertThat(text(body.without("d"))).isEqualTo("{\"a\":1, \"b\":{\"c\":[2]}}");
    assertThat(text(body.without("a", "b", "d", "missing"))).isEqualTo("{}");
  }

  @Test
  void staysReadableThroughManyEdits() throws Exception {
    var body =
        body("{\"a\":1, \"model\":\"x\", \"b\":[1,{\"c\":2}], \"z\":\"é\"}")
            .with("model", "a much longer name")
            .without("a")
            .with("new", "n")
            .with("b", "short")
            .with("model", "m")
            .without("z");

    assertThat(text(body)).isEqualTo("{\"model\":\"m\", \"b\":\"short\", \"new\":\"n\"}");
    assertThat(body.names()).containsExactly("model", "b", "new");
    assertThat(body.text("model")).hasValue("m");
    assertThat(body.text("b")).hasValue("short");
    assertThat(body.text("new")).hasValue("n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "\"x\"", "{", "{\"a\":}", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "nul"})
  void refusesWhatIsNotOneObject(String json) {
    assertThatThrownBy(() -> body(json)).isInstanceOf(JsonBody.InvalidJsonException.class);
  }

  @Test
  void namesThePositionOfAnError() {
    assertThatThrownBy(() -> body("{\"a\":1,\n \"b\" 2}"))
        .isInstanceOf(JsonBody.InvalidJsonException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void refusesDeepNestingWithoutOverflow() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThatThrownBy(() -> body(deep))
        .isInstanceOf(JsonBody.InvalidJsonException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void doesNotPrintWhatPeopleWrote() throws Exception {
    assertThat(body("{\"prompt\":\"secret\"}")).hasToString("JsonBody[19 bytes]");
  }
}
