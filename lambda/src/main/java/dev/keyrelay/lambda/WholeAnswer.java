package dev.keyrelay.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.spi.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Collects an answer, for Lambda takes the result of a buffered invocation as one JSON document.
 */
final class WholeAnswer implements AnswerSink {

  /**
   * The largest result of a synchronous invocation: 6 MB ("Lambda quotas"), as Lambda counts it.
   */
  static final int MOST_BYTES = 6_291_556;

  private int status;
  private Map<String, List<String>> headers = Map.of();
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean tooLarge;

  @Override
  public OutputStream begin(int newStatus, Map<String, List<String>> newHeaders) {
    status = newStatus;
    headers = new LinkedHashMap<>(newHeaders);
    body = new Bounded();
    return body;
  }

  /** Whether the body alone exceeds what Lambda takes; the rest of it was not kept. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** Puts another answer in the place of this one; what is known of the attempt stays. */
  void replace(int newStatus, byte[] json) {
    tooLarge = false;
    status = newStatus;
    headers.keySet().removeIf(name -> !name.toLowerCase(Locale.ROOT).startsWith("x-"));
    headers.put("content-type", List.of("application/json"));
    body = new ByteArrayOutputStream();
    body.writeBytes(json);
  }

  /** The document that Lambda expects. */
  byte[] document(HttpEvent.Format format) throws IOException {
    var out = new ByteArrayOutputStream(body.size() + 1024);
    try (var json = JsonBody.MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("statusCode", status);
      switch (format) {
        case V1 -> writeHeadersV1(json);
        case V2 -> Prelude.writeHeaders(json, headers);
      }
      writeBody(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private void writeHeadersV1(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("multiValueHeaders");
    for (var header : headers.entrySet()) {
      json.writeArrayFieldStart(header.getKey());
      for (String value : header.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writeBody(JsonGenerator json) throws IOException {
    byte[] bytes = body.toByteArray();
    var text = text(bytes);
    json.writeStringField("body", text.orElseGet(() -> Base64.getEncoder().encodeToString(bytes)));
    json.writeBooleanField("isBase64Encoded", text.isEmpty());
  }

  /** Bytes that are text go as text, so that nothing between here and the client must decode. */
  private static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  /** Stops at the largest body that could be handed over, so that memory is bounded too. */
  private final class Bounded extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (count + length > MOST_BYTES) {
        tooLarge = true;
      } else if (!tooLarge) {
        super.write(bytes, offset, length);
      }
    }

    @Override
    public synchronized void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }
  }
}
