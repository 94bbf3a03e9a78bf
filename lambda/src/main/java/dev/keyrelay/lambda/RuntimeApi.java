package dev.keyrelay.lambda;

import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Instant;

/**
 * The side of Lambda that runtimes talk to: "Using the Lambda runtime API for custom runtimes",
 * version 2018-06-01. Plain blocking connections, because they cost nothing at the start.
 */
final class RuntimeApi {

  private static final int ACCEPTED = 202;

  private final URI base;

  RuntimeApi(URI base) {
    this.base = base;
  }

  /** The one that Lambda names to a process, as {@code host:port}. */
  static RuntimeApi at(String address) {
    return new RuntimeApi(URI.create("http://" + address + "/2018-06-01/runtime/"));
  }

  /** Waits for the next invocation, for as long as there is none; the process may be frozen. */
  Invocation next() throws IOException {
    var connection = open("invocation/next");
    connection.setReadTimeout(0);
    try (var body = connection.getInputStream()) {
      return new Invocation(
          connection.getHeaderField("Lambda-Runtime-Aws-Request-Id"),
          Instant.ofEpochMilli(connection.getHeaderFieldLong("Lambda-Runtime-Deadline-Ms", 0)),
          body.readAllBytes());
    }
  }

  /** Waits until this process is a copy that was restored from a snapshot, maybe weeks later. */
  void awaitRestore() throws IOException {
    var connection = open("restore/next");
    connection.setReadTimeout(0);
    finish(connection, HttpURLConnection.HTTP_OK);
  }

  /** Hands over the whole result of an invocation. */
  void respond(Invocation to, byte[] result) throws IOException {
    post("invocation/" + to.id() + "/response", "application/json", result);
  }

  /** An open answer to an invocation, sent in chunks as it is written. */
  HttpURLConnection respondInChunks(Invocation to) throws IOException {
    var connection = open("invocation/" + to.id() + "/response");
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setChunkedStreamingMode(0);
    connection.setRequestProperty("Lambda-Runtime-Function-Response-Mode", "streaming");
    connection.setRequestProperty("Content-Type", Prelude.CONTENT_TYPE);
    return connection;
  }

  /** Says that an invocation failed without an answer. */
  void fail(Invocation of, Throwable cause) throws IOException {
    post("invocation/" + of.id() + "/error", "application/json", described(cause));
  }

  /** Says that the process cannot serve. */
  void failStart(Throwable cause) throws IOException {
    post("init/error", "application/json", described(cause));
  }

  /** Says that a restored process cannot serve. */
  void failRestore(Throwable cause) throws IOException {
    post("restore/error", "application/json", described(cause));
  }

  private static byte[] described(Throwable cause) throws IOException {
    var error =
        JsonBody.MAPPER
            .createObjectNode()
            .put("errorType", cause.getClass().getSimpleName())
            .put("errorMessage", String.valueOf(cause.getMessage()));
    error.putArray("stackTrace");
    return JsonBody.MAPPER.writeValueAsBytes(error);
  }

  private void post(String path, String type, byte[] body) throws IOException {
    var connection = open(path);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    connection.setRequestProperty("Content-Type", type);
    try (var out = connection.getOutputStream()) {
      out.write(body);
    }
    finish(connection);
  }

  /** Waits until Lambda has taken what was posted. */
  static void finish(HttpURLConnection connection) throws IOException {
    finish(connection, ACCEPTED);
  }

  private static void finish(HttpURLConnection connection, int expected) throws IOException {
    int status = connection.getResponseCode();
    var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (answer != null) {
      try (answer) {
        answer.readAllBytes();
      }
    }
    if (status != expected) {
      throw new IOException(
          "runtime API: "
              + connection.getURL().getPath()
              + " answered "
              + status
              + " (expected: "
              + expected
              + ")");
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    // The variables HTTP_PROXY and the like are for calls upstream.
    return (HttpURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
  }
}
