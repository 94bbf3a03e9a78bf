package dev.keyrelay.engine.embedding;

import dev.keyrelay.engine.config.BatchSettings;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes embedding calls of one client that differ only in their inputs together: for services that
 * limit requests more than tokens. Each caller gets its own vectors, numbered from 0, and its share
 * of the usage. One bad input fails nobody else: a batch that is refused is divided until whoever
 * is at fault is alone.
 */
public final class EmbeddingBatches {

  /** Answers one call. */
  @FunctionalInterface
  public interface Single {
    /** Answers a call as if there were no batches. */
    Answer answer(Call call) throws GatewayException, InterruptedException;
  }

  /** What calls must have in common. */
  private record Key(
      String client, String model, Headers headers, boolean tokens, String options) {}

  private final BatchSettings settings;
  private final Single single;
  private final Map<Key, Batch> open = new HashMap<>();

  /** Makes batches of calls that {@code single} would make one by one. */
  public EmbeddingBatches(BatchSettings settings, Single single) {
    this.settings = settings;
    this.single = single;
  }

  /** Answers a call; together with others if that can be. */
  public Answer answer(Call call) throws GatewayException, InterruptedException {
    var inputs = Inputs.of(call.body()).filter(all -> all.size() < settings.mostItems());
    if (inputs.isEmpty()
        || call.operation() != Operation.EMBED
        || call.dialect() != Dialect.OPENAI_CHAT) {
      return single.answer(call);
    }
    var member = new BatchedCall(call, inputs.get());
    var batch = join(key(call, inputs.get()), member);
    try {
      return member.await();
    } catch (InterruptedException e) {
      batch.leave(member);
      throw e;
    }
  }

  private static Key key(Call call, Inputs inputs) {
    byte[] options = call.body().without("input").bytes();
    return new Key(
        call.client(),
        call.model(),
        call.headers(),
        inputs.tokens(),
        new String(options, StandardCharsets.UTF_8));
  }

  private Batch join(Key key, BatchedCall member) {
    synchronized (open) {
      Batch batch = open.get(key);
      if (batch != null && batch.add(member)) {
        return batch;
      }
      var made = new Batch(settings);
      made.add(member);
      open.put(key, made);
      Thread.ofVirtual().name("embedding-batch").start(() -> run(key, made));
      return made;
    }
  }

  private void run(Key key, Batch batch) {
    List<BatchedCall> members;
    try {
      batch.awaitEnd();
      synchronized (open) {
        open.remove(key, batch);
        members = batch.seal();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a batch that is not sealed", e);
    }
    try {
      send(members);
    } catch (InterruptedException everybodyHasLeft) {
      // Nobody waits for an answer.
    } finally {
      batch.sent();
    }
  }

  /** Answers those members that are still there, or tells them what went wrong. */
  private void send(List<BatchedCall> all) throws InterruptedException {
    var members = all.stream().filter(member -> !member.hasLeft()).toList();
    try {
      if (members.size() == 1) {
        members.getFirst().answered(single.answer(members.getFirst().call()));
      } else if (!members.isEmpty()) {
        sendTogether(members);
      }
    } catch (GatewayException | RuntimeException e) {
      members.forEach(member -> member.failed(e));
    } catch (InterruptedException e) {
      members.forEach(member -> member.failed(e));
      throw e;
    }
  }

  private void sendTogether(List<BatchedCall> members)
      throws GatewayException, InterruptedException {
    Answer answer;
    try {
      answer = single.answer(together(members));
    } catch (GatewayException e) {
      var parts = Blamed.parts(e.error(), members);
      if (parts.isEmpty()) {
        throw e;
      }
      sendBoth(parts.getFirst(), parts.getLast());
      return;
    }
    switch (answer) {
      case Answer.Whole whole -> share(whole, members);
      case Answer.Streamed streamed -> {
        streamed.stream().close();
        throw new IllegalStateException("embeddings were streamed");
      }
    }
  }

  private void sendBoth(List<BatchedCall> some, List<BatchedCall> others)
      throws InterruptedException {
    var beside =
        Thread.ofVirtual()
            .name("embedding-batch")
            .start(
                () -> {
                  try {
                    send(others);
                  } catch (InterruptedException everybodyHasLeft) {
                    // Nobody waits for an answer.
                  }
                });
    try {
      send(some);
      beside.join();
    } catch (InterruptedException e) {
      beside.interrupt();
      throw e;
    }
  }

  private static void share(Answer.Whole whole, List<BatchedCall> members) throws GatewayException {
    var shares = new Shares(whole, members);
    for (int i = 0; i < members.size(); i++) {
      members.get(i).answered(shares.of(i));
    }
  }

  /** The first call with the inputs of all. */
  private static Call together(List<BatchedCall> members) {
    var inputs = new StringBuilder("{\"input\":[");
    for (BatchedCall member : members) {
      for (byte[] item : member.inputs().items()) {
        inputs.append(new String(item, StandardCharsets.UTF_8)).append(',');
      }
    }
    inputs.setCharAt(inputs.length() - 1, ']');
    var first = members.getFirst().call();
    byte[] rest = first.body().without("input").bytes();
    String others = new String(rest, StandardCharsets.UTF_8).strip().substring(1);
    return first.saying(parsed(inputs + (others.strip().startsWith("}") ? "" : ",") + others));
  }

  private static JsonBody parsed(String json) {
    try {
      return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalStateException("bodies that have been read make a body", e);
    }
  }
}
