package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.OutputForm;

/**
 * Asks in words for an answer of JSON, where a dialect, or a model, has no field for it. OpenAI
 * itself demands that a conversation which asks for any JSON object says so.
 */
public final class JsonOnly {

  private static final String OBJECT =
      "Answer with one JSON object and nothing else: no words before or after it, and no code"
          + " fence.";

  private JsonOnly() {}

  /** The words for any object. */
  public static String words() {
    return OBJECT;
  }

  /** The words for JSON of a schema. */
  public static String words(OutputForm.Schema form) {
    return "Answer with JSON and nothing else: no words before or after it, and no code fence. It"
        + " must keep to this JSON Schema:\n"
        + Trees.described(form);
  }
}
