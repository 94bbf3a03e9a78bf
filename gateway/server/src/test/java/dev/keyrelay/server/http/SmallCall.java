package dev.keyrelay.server.http;

import java.util.List;

/**
 * A small call of a client's dialect, in which {@code %s} stands for the model.
 *
 * @param words where the words of its answer are
 */
record SmallCall(String path, String body, String words) {

  static final SmallCall CHAT =
      new SmallCall(
          "/v1/chat/completions",
          "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
          "/choices/0/message/content");
  static final SmallCall RESPONSES =
      new SmallCall(
          "/v1/responses", "{\"model\":\"%s\",\"input\":\"hi\"}", "/output/0/content/0/text");
  static final SmallCall MESSAGES =
      new SmallCall(
          "/v1/messages",
          "{\"model\":\"%s\",\"max_tokens\":9,"
              + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
          "/content/0/text");
  static final SmallCall GEMINI =
      new SmallCall(
          "/v1beta/models/%s:generateContent",
          "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}",
          "/candidates/0/content/parts/0/text");

  static final List<SmallCall> ALL = List.of(CHAT, RESPONSES, MESSAGES, GEMINI);
}
