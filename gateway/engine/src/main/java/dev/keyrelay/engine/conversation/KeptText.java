package dev.keyrelay.engine.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A kept response as one JSON text. Input and response stand in it as they are, unparsed. */
final class KeptText {

  private static final String CLIENT = "client";
  private static final String PREVIOUS = "previous";
  private static final String INPUT = "input";
  private static final String RESPONSE = "response";
  private static final String PROVIDER = "provider";
  private static final String CREDENTIAL = "credential";
  private static final String MODEL = "model";

  private KeptText() {}

  static String of(KeptResponse kept) {
    ObjectNode head = JsonBody.MAPPER.createObjectNode().put(CLIENT, kept.client());
    return switch (kept) {
      case KeptResponse.There there ->
          head.put(PROVIDER, there.provider())
              .put(CREDENTIAL, there.credential())
              .put(MODEL, there.model())
              .toString();
      case KeptResponse.Here here -> {
        here.previous().ifPresent(id -> head.put(PREVIOUS, id));
        String open = head.toString();
        yield open.substring(0, open.length() - 1)
            + ",\"input\":"
            + new String(here.input(), StandardCharsets.UTF_8)
            + ",\"response\":"
            + new String(here.response(), StandardCharsets.UTF_8)
            + "}";
      }
    };
  }

  /** What a text says; empty if it makes no sense to this version. */
  static Optional<KeptResponse> read(String text) {
    JsonBody body;
    try {
      body = JsonBody.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
    var client = body.text(CLIENT);
    if (client.isEmpty()) {
      return Optional.empty();
    }
    return body.has(RESPONSE)
        ? Optional.of(
            new KeptResponse.Here(
                client.get(), body.text(PREVIOUS), raw(body, INPUT), raw(body, RESPONSE)))
        : Optional.of(
            new KeptResponse.There(
                client.get(),
                body.text(PROVIDER).orElse(""),
                body.text(CREDENTIAL).orElse(""),
                body.text(MODEL).orElse("")));
  }

  private static byte[] raw(JsonBody body, String field) {
    return body.raw(field)
        .map(
            slice -> {
              byte[] json = new byte[slice.remaining()];
              slice.get(json);
              return json;
            })
        .orElseGet(() -> "[]".getBytes(StandardCharsets.UTF_8));
  }
}
