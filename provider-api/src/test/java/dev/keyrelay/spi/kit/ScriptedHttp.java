package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Answers side calls from a script, in order, and records what was asked. */
public final class ScriptedHttp implements SideHttp {

  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<UpstreamRequest> requests = new ArrayList<>();

  /** Adds an answer to the end of the script. */
  public synchronized ScriptedHttp answer(int status, Headers headers, String body) {
    answers.add(new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** Adds an answer with a JSON body to the end of the script. */
  public ScriptedHttp answer(int status, String json) {
    return answer(status, Headers.of("Content-Type", "application/json"), json);
  }

  /** What was asked so far, in order. */
  public synchronized List<UpstreamRequest> requests() {
    return List.copyOf(requests);
  }

  /** Gives the next answer; at the end of the script, fails as a dead connection would. */
  @Override
  public synchronized Answer send(UpstreamRequest request) throws IOException {
    requests.add(request);
    Answer answer = answers.poll();
    if (answer == null) {
      throw new IOException("the script has no answer for " + request.uri());
    }
    return answer;
  }
}
