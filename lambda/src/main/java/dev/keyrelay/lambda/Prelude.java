package dev.keyrelay.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.spi.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The head of a streamed answer: status and headers as JSON, then eight zero bytes, then the body.
 * What AWS's own {@code HttpResponseStream} for Node.js writes under {@value #CONTENT_TYPE}.
 */
final class Prelude {

  /** Tells Lambda that a head precedes the body. */
  static final String CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";

  private static final byte[] SEPARATOR = new byte[8];

  private Prelude() {}

  /** The head's bytes, separator included. */
  static byte[] of(int status, Map<String, List<String>> headers) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var json = JsonBody.MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("statusCode", status);
      writeHeaders(json, headers);
      json.writeEndObject();
    }
    out.writeBytes(SEPARATOR);
    return out.toByteArray();
  }

  /** Headers as payload format 2.0 has them: one value each, cookies apart. */
  static void writeHeaders(JsonGenerator json, Map<String, List<String>> headers)
      throws IOException {
    var cookies = new ArrayList<String>();
    json.writeObjectFieldStart("headers");
    for (var header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("set-cookie")) {
        cookies.addAll(header.getValue());
      } else {
        json.writeStringField(header.getKey(), String.join(", ", header.getValue()));
      }
    }
    json.writeEndObject();
    json.writeArrayFieldStart("cookies");
    for (String cookie : cookies) {
      json.writeString(cookie);
    }
    json.writeEndArray();
  }
}
