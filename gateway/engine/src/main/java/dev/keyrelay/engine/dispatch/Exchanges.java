package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.account.AccountException;
import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.config.Timeouts;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.UnreadableAnswerException;
import dev.keyrelay.engine.dialect.wire.AnswerFacts;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.engine.upstream.Deadlines;
import dev.keyrelay.engine.upstream.UpstreamClient;
import dev.keyrelay.engine.upstream.UpstreamException;
import dev.keyrelay.engine.upstream.UpstreamReply;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import dev.keyrelay.spi.UpstreamRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one exchange: prepares the request, sends it, and finds out whether what comes back serves.
 * A stream serves once its first meaningful event is here, so that an overload hidden inside a 200
 * still fails over.
 */
public final class Exchanges {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final int ERROR_BODY = 1 << 20;

  private final UpstreamClient upstream;
  private final Timeouts timeouts;
  private final RequestEdits edits;
  private final Optional<Duration> heartbeat;
  private final AnswerRoom room = AnswerRoom.ofHeap();
  private final InstantSource clock;
  private final Accounts accounts;

  /**
   * What exchanges are made with.
   *
   * @param upstream sends requests
   * @param timeouts the deadlines of one exchange
   * @param edits what is changed in every request
   * @param heartbeat how long a client may hear nothing before a comment is sent
   * @param accounts keeps the tokens of accounts fresh
   */
  public Exchanges(
      UpstreamClient upstream,
      Timeouts timeouts,
      RequestEdits edits,
      Optional<Duration> heartbeat,
      InstantSource clock,
      Accounts accounts) {
    this.upstream = upstream;
    this.timeouts = timeouts;
    this.edits = edits;
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.accounts = accounts;
  }

  /** Makes one exchange. The lease is ended here only if it serves an answer that is whole. */
  Exchanged make(Call call, PlannedTarget planned, Provider provider, Lease lease, Journey journey)
      throws InterruptedException {
    var exchange = new Exchange(call, planned, provider, lease, journey, clock);
    try {
      var crossing = Crossing.of(call, planned, provider, edits, clock.instant());
      lease.shows(accounts.ready(lease.credential()));
      var reply = sent(exchange, crossing, lease);
      if (reply.status() == 401 && accounts.renews(lease.credential())) {
        reply.close();
        lease.shows(accounts.afterRefusal(lease.credential()));
        reply = sent(exchange, crossing, lease);
      }
      lease.answered(reply.headers());
      return received(exchange, crossing, reply);
    } catch (AccountException e) {
      return exchange.notSent(e.failure());
    } catch (PluginFailedException e) {
      LOG.error("{}", e.getMessage(), e);
      return exchange.notSent(Failure.of(FailureKind.SERVER_ERROR, String.valueOf(e.getMessage())));
    } catch (UnsupportedCallException e) {
      return exchange.unsupported(String.valueOf(e.getMessage()));
    } catch (UpstreamException e) {
      return exchange.failed(e.stage(), e.message());
    } catch (UnreadableAnswerException e) {
      return exchange.failed(Stage.BODY, String.valueOf(e.getMessage()));
    }
  }

  private UpstreamReply sent(Exchange exchange, Crossing crossing, Lease lease)
      throws UpstreamException, InterruptedException, PluginFailedException {
    var request = prepared(exchange, crossing, lease);
    exchange.sends(request);
    return upstream.send(request, deadlines(exchange.call()));
  }

  /** A plugin's defect, such as a class that it does not bring along, is not the client's. */
  private static UpstreamRequest prepared(Exchange exchange, Crossing crossing, Lease lease)
      throws PluginFailedException {
    try {
      return exchange.provider().prepare(crossing.call(), lease.credential());
    } catch (UnsupportedCallException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new PluginFailedException(exchange.provider().profile().displayName(), e);
    }
  }

  private Deadlines deadlines(Call call) {
    Instant now = clock.instant();
    var left = Duration.between(now, call.deadline());
    return call.stream()
        ? new Deadlines(
            shorter(timeouts.firstEvent(), left),
            timeouts.gap(),
            shorter(timeouts.streamTotal(), Duration.between(now, call.streamEnd())))
        : new Deadlines(shorter(timeouts.answer(), left), left, shorter(timeouts.answer(), left));
  }

  private static Duration shorter(Duration first, Duration second) {
    var shorter = first.compareTo(second) < 0 ? first : second;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  private Exchanged received(Exchange exchange, Crossing crossing, UpstreamReply reply)
      throws UpstreamException, InterruptedException {
    try {
      if (!reply.ok()) {
        return exchange.refused(reply, reply.readSome(ERROR_BODY));
      }
      boolean stream = exchange.call().stream() && reply.isEventStream();
      return stream ? stream(exchange, crossing, reply) : whole(exchange, crossing, reply);
    } catch (UpstreamException | InterruptedException | RuntimeException e) {
      reply.close();
      throw e;
    }
  }

  private Exchanged whole(Exchange exchange, Crossing crossing, UpstreamReply reply)
      throws UpstreamException, InterruptedException {
    int copies = crossing.passesThrough() ? AnswerRoom.PASSED_ON : AnswerRoom.TRANSLATED;
    try (var place = room.place(copies)) {
      return whole(exchange, crossing, reply, reply.readAll(place::fits));
    }
  }

  private static Exchanged whole(
      Exchange exchange, Crossing crossing, UpstreamReply reply, byte[] read) {
    byte[] body = crossing.opened(read);
    var facts = Dialects.facts(crossing.call().dialect(), body);
    boolean asked = !exchange.call().stream();
    if (facts.kind() == AnswerFacts.Kind.ANSWER && asked) {
      return exchange.served(crossing, body, facts.usage());
    }
    var stage = facts.kind() == AnswerFacts.Kind.ERROR ? Stage.EVENT : Stage.BODY;
    return exchange.failed(stage, reply, body, facts.usage());
  }

  /** Looks ahead until the stream has said something that matters. */
  private Exchanged stream(Exchange exchange, Crossing crossing, UpstreamReply reply)
      throws UpstreamException, InterruptedException {
    var reader = reply.events();
    var preview = crossing.inspector();
    for (var event = reader.peek(); event != null; event = reader.peek()) {
      switch (preview.inspect(event)) {
        case NOISE, USAGE_ONLY -> {
          if (!clock.instant().isBefore(exchange.call().deadline())) {
            reply.close();
            return exchange.failed(Stage.WAIT, "timed out before the answer began");
          }
        }
        case CONTENT, TERMINAL -> {
          return exchange.served(crossing, reader, heartbeat(exchange));
        }
        case ERROR -> {
          reply.close();
          byte[] payload = preview.error().orElseGet(event::data);
          return exchange.failed(Stage.EVENT, reply, payload, preview.usage());
        }
      }
    }
    return preview.complete()
        ? exchange.served(crossing, reader, heartbeat(exchange))
        : exchange.failed(Stage.BODY, reply, new byte[0], preview.usage());
  }

  /** Comments break a real Gemini client, so its routes have none. */
  private Optional<Duration> heartbeat(Exchange exchange) {
    return exchange.call().dialect() == Dialect.GEMINI ? Optional.empty() : heartbeat;
  }
}
