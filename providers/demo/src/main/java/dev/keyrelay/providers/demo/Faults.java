package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Scripts that fail before an answer has begun. Those that fail in mid-answer are made with {@link
 * ChatScript#breaking}.
 */
public final class Faults {

  private static final String CHAT_START =
      "{\"id\":\"chatcmpl-demo\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"mess";

  private Faults() {}

  /** An OpenAI error of a status. A 429 names no time. */
  public static Script status(int status) {
    return status(status, ErrorShape.OPENAI);
  }

  /** An error of a status in a family's shape. */
  public static Script status(int status, ErrorShape shape) {
    return json(status, shape.body(status));
  }

  /** An OpenAI error of a status with a message of one's own. */
  public static Script status(int status, String message) {
    return json(status, ErrorShape.OPENAI.body(status, message));
  }

  /** A 429 that names no time. */
  public static Script rateLimited() {
    return status(429);
  }

  /** A 429 with {@code Retry-After}, in whole seconds. */
  public static Script rateLimited(Duration retryAfter) {
    return rateLimited(String.valueOf(retryAfter.toSeconds()));
  }

  /** A 429 with {@code Retry-After} as given, such as an HTTP date. */
  public static Script rateLimited(String retryAfter) {
    var headers = Headers.of("Content-Type", "application/json", "Retry-After", retryAfter);
    return (_, answer) -> answer.send(429, headers, ErrorShape.OPENAI.body(429));
  }

  /** OpenAI's 429 for an account whose credit is used up. */
  public static Script outOfCredit() {
    var root = ErrorShape.OPENAI.tree(429, "You have used up your credit. Check your plan.");
    ((ObjectNode) root.path("error"))
        .put("type", "insufficient_quota")
        .put("code", "insufficient_quota");
    return json(429, root.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Google's 429 for a used up daily quota, with the delay in {@code google.rpc.RetryInfo}. */
  public static Script dailyQuota(Duration retryDelay) {
    var root = ErrorShape.GOOGLE.tree(429, "The quota of this model is used up.");
    var details = ((ObjectNode) root.path("error")).putArray("details");
    var violation =
        details
            .addObject()
            .put("@type", "type.googleapis.com/google.rpc.QuotaFailure")
            .putArray("violations")
            .addObject();
    violation.put("quotaId", "GenerateRequestsPerDayPerProjectPerModel-FreeTier");
    details
        .addObject()
        .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
        .put("retryDelay", retryDelay.toSeconds() + "s");
    return json(429, root.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A page of HTML with a status, as proxies in front of services send it. */
  public static Script html(int status) {
    byte[] page =
        "<!DOCTYPE html><html><head><title>Just a moment</title></head><body>wait</body></html>"
            .getBytes(StandardCharsets.UTF_8);
    return (_, answer) -> answer.send(status, Headers.of("Content-Type", "text/html"), page);
  }

  /** A status without a body. */
  public static Script empty(int status) {
    return json(status, new byte[0]);
  }

  /** A complete HTTP answer of status 200 whose JSON breaks off. */
  public static Script truncatedJson() {
    return json(200, CHAT_START.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the request and sends nothing until the client goes away. */
  public static Script stall() {
    return (_, answer) -> answer.stall();
  }

  /** Takes the request and resets the connection. */
  public static Script reset() {
    return (_, answer) -> answer.reset();
  }

  /** Takes the request and closes the connection without a byte. */
  public static Script close() {
    return (_, answer) -> answer.close();
  }

  /** Bytes that are no HTTP. */
  public static Script garbage() {
    return (_, answer) -> {
      answer.raw(new byte[] {0, 1, 2, (byte) 0xff, (byte) 0xfe, '\n', '\n'});
      answer.close();
    };
  }

  private static Script json(int status, byte[] body) {
    return (_, answer) -> answer.sendJson(status, body);
  }
}
