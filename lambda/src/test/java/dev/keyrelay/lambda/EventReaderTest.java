package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

  @Test
  void aFunctionUrlTellsPathsAsTheyCameAndBodiesInBase64() throws IOException {
    var event = read(Events.of("function-url"));

    assertThat(event.format()).isEqualTo(HttpEvent.Format.V2);
    assertThat(event.method()).isEqualTo("POST");
    assertThat(event.uri()).hasToString("/v1/chat/completions");
    assertThat(event.headers()).containsEntry("content-type", List.of("application/json"));
    assertThat(text(event)).startsWith("{\"model\":\"demo/echo\"");
  }

  @Test
  void theStageOfAnHttpApiIsNoPartOfThePathAndItsQueryIsTakenAsItCame() throws IOException {
    var event = read(Events.of("http-api"));

    assertThat(event.method()).isEqualTo("GET");
    assertThat(event.uri()).hasToString("/v1/models?key=a-key-of-the-clients&tag=one%2Ctwo");
    assertThat(event.body()).isEmpty();
  }

  @Test
  void aRestApiBehindABasePathKeepsEveryValueOfHeadersAndQuery() throws IOException {
    var event = read(Events.of("rest-api"));

    assertThat(event.format()).isEqualTo(HttpEvent.Format.V1);
    assertThat(event.uri()).hasToString("/v1/chat/completions?tag=one&tag=two+words&q=a%26b");
    assertThat(event.headers()).containsEntry("X-Note", List.of("first", "second"));
    assertThat(text(event)).contains("Grüß Gott");
  }

  @Test
  void aRestApiThatTellsSingleValuesOnlyIsReadToo() throws IOException {
    var event = Events.of("rest-api");
    event.putNull("multiValueHeaders").putNull("multiValueQueryStringParameters");
    event.putNull("pathParameters");

    assertThat(read(event).uri()).hasToString("/llm/v1/chat/completions?tag=two+words&q=a%26b");
    assertThat(read(event).headers()).containsEntry("X-Note", List.of("second"));
  }

  @ParameterizedTest
  @CsvSource({
    "/prod/v1/models, prod, /v1/models",
    "/prod, prod, /",
    "/production/v1/models, prod, /production/v1/models",
    "/v1/models, $default, /v1/models",
    "//v1/models, $default, /v1/models",
    "/v1beta/models/demo%2Fecho:generateContent, $default,"
        + " /v1beta/models/demo%2Fecho:generateContent",
    "/v1/models/a model, $default, /v1/models/a%20model",
  })
  void theStageIsTakenOffWhereItIsOne(String path, String stage, String routed) throws IOException {
    var event = Events.of("http-api");
    event.put("rawPath", path).put("rawQueryString", "").remove("pathParameters");
    event.withObject("/requestContext").put("stage", stage);

    assertThat(read(event).uri()).hasToString(routed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"source\":\"aws.events\"}| no HTTP request",
        "{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}| no HTTP request",
        "\"text\"| no HTTP request",
        "{\"requestContext\":{\"connectionId\":\"c\",\"routeKey\":\"$connect\"}}| WebSocket API",
        "{\"requestContext\":{\"elb\":{}},\"httpMethod\":\"GET\",\"path\":\"/\"}"
            + "| Application Load Balancer",
      })
  void anEventThatIsNoRequestIsRefusedWithWhatItIsAndWhatWasExpected(String json, String kind) {
    assertThatThrownBy(() -> EventReader.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(kind, "function URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "deflate"})
  void aCompressedBodyIsReadUncompressed(String encoding) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out =
        encoding.equals("deflate")
            ? new DeflaterOutputStream(bytes)
            : new GZIPOutputStream(bytes)) {
      out.write("{\"model\":\"é\"}".getBytes(StandardCharsets.UTF_8));
    }
    var event = read(compressed(encoding, bytes.toByteArray()));

    assertThat(text(event)).isEqualTo("{\"model\":\"é\"}");
    assertThat(event.headers()).doesNotContainKey("Content-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void aBodyThatCannotBeUncompressedStaysAsItCame(String encoding) throws IOException {
    byte[] body = "{\"model\":1}".getBytes(StandardCharsets.UTF_8);
    var event = read(compressed(encoding, body));

    assertThat(event.body()).isEqualTo(body);
    assertThat(event.headers()).containsEntry("Content-Encoding", List.of(encoding));
  }

  private static ObjectNode compressed(String encoding, byte[] body) throws IOException {
    var event = Events.of("function-url").put("isBase64Encoded", true);
    event.put("body", Base64.getEncoder().encodeToString(body));
    event.withObject("/headers").put("Content-Encoding", encoding);
    return event;
  }

  @Test
  void aRequestWithoutBodyAndWithNothingInItsOptionalFieldsIsOne() throws IOException {
    var event = Events.of("function-url");
    event.putNull("body").putNull("rawQueryString").putNull("pathParameters").putNull("cookies");
    event.put("isBase64Encoded", false);
    assertThat(read(event).body()).isEmpty();
    assertThat(read(event).uri()).hasToString("/v1/chat/completions");
    event.remove("body");
    assertThat(read(event).body()).isEmpty();
  }

  @Test
  void aBodyThatIsNotTheBase64ItSaysItIsIsRefused() throws IOException {
    var event = Events.of("function-url").put("body", "%%%");

    assertThatThrownBy(() -> read(event)).hasMessageContaining("not base64");
  }

  private static HttpEvent read(ObjectNode event) throws IOException {
    return EventReader.read(Events.bytes(event));
  }

  private static String text(HttpEvent event) {
    return new String(event.body(), StandardCharsets.UTF_8);
  }
}
