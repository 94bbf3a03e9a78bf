package dev.keyrelay.lambda;

import dev.keyrelay.lambda.RuntimeConnection.Reply;
import dev.keyrelay.lambda.RuntimeConnection.Upload;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * The side of Lambda that runtimes talk to: "Using the Lambda runtime API for custom runtimes",
 * version 2018-06-01.
 */
final class RuntimeApi {

  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final String JSON = "application/json";

  private final RuntimeConnection connection;

  RuntimeApi(RuntimeConnection connection) {
    this.connection = connection;
  }

  /** The one that Lambda names to a process, as {@code host:port}. */
  static RuntimeApi at(String address) {
    var base = URI.create("http://" + address + "/2018-06-01/runtime/");
    return new RuntimeApi(new RuntimeConnection(base, InstantSource.system()));
  }

  /** Waits for the next invocation, for as long as there is none; the process may be frozen. */
  Invocation next() throws IOException {
    var reply = connection.get("invocation/next").expect(OK);
    return new Invocation(
        stated(reply, "Lambda-Runtime-Aws-Request-Id"),
        Instant.ofEpochMilli(Long.parseLong(stated(reply, "Lambda-Runtime-Deadline-Ms"))),
        reply.body());
  }

  private static String stated(Reply reply, String header) throws IOException {
    return reply
        .header(header)
        .orElseThrow(() -> new IOException("runtime API: an invocation came without " + header));
  }

  /** Waits until this process is a copy that was restored from a snapshot, maybe weeks later. */
  void awaitRestore() throws IOException {
    connection.get("restore/next").expect(OK);
    // The copy has a runtime API of its own at the same address.
    connection.close();
  }

  /** Hands over the whole result of an invocation. */
  void respond(Invocation to, byte[] result) throws IOException {
    post("invocation/" + to.id() + "/response", result);
  }

  /** An open answer to an invocation, sent in chunks as it is written. */
  Upload respondInChunks(Invocation to) throws IOException {
    return connection.upload(
        "invocation/" + to.id() + "/response",
        Map.of(
            "Lambda-Runtime-Function-Response-Mode",
            "streaming",
            "Content-Type",
            Prelude.CONTENT_TYPE));
  }

  /** Waits until Lambda has taken an answer. */
  void finish(Upload answer) throws IOException {
    answer.finish().expect(ACCEPTED);
  }

  /** Gives up an answer that has begun: Lambda sees that it is not complete. */
  void abandon() {
    connection.close();
  }

  /** Says that an invocation failed without an answer. */
  void fail(Invocation of, Throwable cause) throws IOException {
    post("invocation/" + of.id() + "/error", described(cause));
  }

  /** Says that the process cannot serve. */
  void failStart(Throwable cause) throws IOException {
    post("init/error", described(cause));
  }

  /** Says that a restored process cannot serve. */
  void failRestore(Throwable cause) throws IOException {
    post("restore/error", described(cause));
  }

  private void post(String path, byte[] json) throws IOException {
    connection.post(path, JSON, json).expect(ACCEPTED);
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
}
