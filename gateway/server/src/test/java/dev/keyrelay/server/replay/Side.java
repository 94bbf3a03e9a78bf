package dev.keyrelay.server.replay;

import dev.keyrelay.spi.Dialect;
import java.util.List;

/**
 * A dialect as a client and as a provider speaks it.
 *
 * @param recorded the recordings' word for it
 * @param own the provider that speaks it, and perhaps others
 * @param only a provider that speaks nothing else
 */
enum Side {
  CHAT(Dialect.OPENAI_CHAT, "openai-chat", "openai", "chatonly"),
  RESPONSES(Dialect.OPENAI_RESPONSES, "openai-responses", "openai", "responsesonly"),
  ANTHROPIC(Dialect.ANTHROPIC_MESSAGES, "anthropic-messages", "anthropic", "anthropic"),
  GEMINI(Dialect.GEMINI, "gemini-generate", "gemini", "gemini");

  final Dialect dialect;
  final String recorded;
  final String own;
  final String only;

  Side(Dialect dialect, String recorded, String own, String only) {
    this.dialect = dialect;
    this.recorded = recorded;
    this.own = own;
    this.only = only;
  }

  static Side of(Recording recording) {
    return List.of(values()).stream()
        .filter(side -> side.recorded.equals(recording.kind()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The provider that speaks this dialect to a client. OpenAI itself is asked for some models in
   * the dialect of responses alone.
   */
  String serves(Recording recording, Side client) {
    boolean chat = this != CHAT || !recording.model().contains("codex");
    return client == this && chat ? own : only;
  }

  /** Where a client of this dialect posts. */
  String path(String model, boolean stream) {
    return switch (this) {
      case CHAT -> "/v1/chat/completions";
      case RESPONSES -> "/v1/responses";
      case ANTHROPIC -> "/v1/messages";
      case GEMINI ->
          "/v1beta/models/"
              + model
              + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    };
  }

  /** A question with one tool, in this dialect. */
  String ask(String model, boolean stream) {
    String schema = "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}";
    String head = "{\"model\":\"" + model + "\",\"stream\":" + stream;
    String said = "\"role\":\"user\",\"content\":\"What is the weather in Paris?\"}]";
    return switch (this) {
      case CHAT ->
          head
              + (stream ? ",\"stream_options\":{\"include_usage\":true}" : "")
              + ",\"messages\":[{"
              + said
              + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":"
              + schema
              + "}}]}";
      case RESPONSES ->
          head
              + ",\"store\":false,\"input\":[{"
              + said
              + ",\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":"
              + schema
              + "}]}";
      case ANTHROPIC ->
          head
              + ",\"max_tokens\":4096,\"messages\":[{"
              + said
              + ",\"tools\":[{\"name\":\"look\",\"input_schema\":"
              + schema
              + "}]}";
      case GEMINI ->
          "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"What is the weather?\"}]}],"
              + "\"tools\":[{\"functionDeclarations\":[{\"name\":\"look\",\"parameters\":"
              + schema
              + "}]}]}";
    };
  }
}
