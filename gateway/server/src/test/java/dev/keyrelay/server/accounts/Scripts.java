package dev.keyrelay.server.accounts;

import dev.keyrelay.spi.kit.ScriptedServer.Asked;
import dev.keyrelay.spi.kit.ScriptedServer.Said;

/** What upstreams answer: a thought, words, and a tool call, in the forms of providers.md. */
final class Scripts {

  static final String GENERATE = "/v1internal:generateContent";
  static final String STREAM = "/v1internal:streamGenerateContent";
  static final String QWEN = "/qwen/v1/chat/completions";
  static final String IFLOW = "/iflow/v1/chat/completions";

  private static final String PARTS =
      "{\"text\":\"hm\",\"thought\":true,\"thoughtSignature\":\"c2ln\"},{\"text\":\"Hello\"},"
          + "{\"functionCall\":{\"id\":\"call-1\",\"name\":\"wx\",\"args\":{\"city\":\"Oslo\"}},"
          + "\"thoughtSignature\":\"c2ln\"}";
  private static final String USAGE =
      "\"usageMetadata\":{\"promptTokenCount\":50,\"candidatesTokenCount\":9,"
          + "\"thoughtsTokenCount\":30,\"totalTokenCount\":89}";
  private static final String CALL =
      "[{\"index\":0,\"id\":\"call-1\",\"type\":\"function\",\"function\":{\"name\":\"wx\","
          + "\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]";
  private static final String CHAT_USAGE =
      "\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":39,\"total_tokens\":89}";

  private Scripts() {}

  static Vendors answering(Vendors vendors) {
    return vendors
        .on(GENERATE, 200, enveloped(PARTS, true))
        .on(STREAM, _ -> Said.events(googleEvents()))
        .on(QWEN, question -> chat(question, true))
        .on(IFLOW, question -> chat(question, false));
  }

  private static String enveloped(String parts, boolean last) {
    return "{\"response\":{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
        + parts
        + "]}"
        + (last ? ",\"finishReason\":\"STOP\"" : "")
        + "}],"
        + USAGE
        + ",\"responseId\":\"r-1\"}}";
  }

  private static String googleEvents() {
    var events = new StringBuilder();
    for (String part : PARTS.split(",(?=\\{\"(text|functionCall))")) {
      events.append("data: ").append(enveloped(part, false)).append("\r\n\r\n");
    }
    // The last event has no parts, but the reason and the usage.
    return events
        + "data: {\"response\":{\"candidates\":[{\"finishReason\":\"STOP\"}],"
        + USAGE
        + "}}\r\n\r\n";
  }

  /** Qwen thinks in tags, iFlow in a field. */
  private static Said chat(Asked question, boolean tags) {
    String thought = tags ? "" : "\"reasoning_content\":\"hm\",";
    String words = tags ? "<think>hm</think>Hello" : "Hello";
    if (!question.json().path("stream").asBoolean()) {
      return Said.json(
          200,
          "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
              + "[{\"index\":0,\"message\":{\"role\":\"assistant\","
              + thought
              + "\"content\":\""
              + words
              + "\",\"tool_calls\":"
              + CALL
              + "},\"finish_reason\":\"tool_calls\"}],"
              + CHAT_USAGE
              + "}");
    }
    var events = new StringBuilder();
    if (tags) {
      // Cut where it hurts.
      for (String piece : new String[] {"<thi", "nk>h", "m</thin", "k>Hel", "lo"}) {
        events.append(chunk("{\"content\":\"" + piece + "\"}", "null"));
      }
    } else {
      events.append(chunk("{\"reasoning_content\":\"hm\"}", "null"));
      events.append(chunk("{\"content\":\"Hello\"}", "null"));
    }
    events.append(chunk("{\"tool_calls\":" + CALL + "}", "null"));
    events.append(chunk("{}", "\"tool_calls\""));
    events.append(
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[],"
            + CHAT_USAGE
            + "}\n\n");
    return Said.events(events + "data: [DONE]\n\n");
  }

  private static String chunk(String delta, String reason) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }
}
