package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Any number of observers, which come and go while the engine runs. One that throws harms neither
 * the call nor the others; it is logged once for each call.
 */
public final class CallObservers implements CallObserver {

  private static final Logger LOG = LoggerFactory.getLogger(CallObservers.class);

  private final List<CallObserver> all = new CopyOnWriteArrayList<>();

  /** Tells an observer of all calls that begin from now on, until what is returned is closed. */
  public AutoCloseable add(CallObserver observer) {
    all.add(observer);
    return () -> all.remove(observer);
  }

  @Override
  public CallTrace begin(Call call) {
    return switch (all.size()) {
      case 0 -> CallTrace.NONE;
      case 1 -> guarded(all.getFirst(), call);
      default -> new Each(all.stream().map(observer -> guarded(observer, call)).toList());
    };
  }

  private static CallTrace guarded(CallObserver observer, Call call) {
    try {
      var trace = observer.begin(call);
      return trace == CallTrace.NONE ? trace : new Guarded(trace, call.id());
    } catch (RuntimeException e) {
      told(e, call.id());
      return CallTrace.NONE;
    }
  }

  private static void told(RuntimeException thrown, String call) {
    LOG.atWarn()
        .addKeyValue("request_id", call)
        .setCause(thrown)
        .log("An observer of the call failed");
  }

  /** Keeps what one throws from the call. */
  private static final class Guarded implements CallTrace {
    private final CallTrace trace;
    private final String call;
    private volatile boolean failed;

    Guarded(CallTrace trace, String call) {
      this.trace = trace;
      this.call = call;
    }

    private void tell(Consumer<CallTrace> what) {
      try {
        what.accept(trace);
      } catch (RuntimeException e) {
        if (!failed) {
          failed = true;
          CallObservers.told(e, call);
        }
      }
    }

    @Override
    public void sends(Target target, String credential, Supplier<UpstreamRequest> request) {
      tell(one -> one.sends(target, credential, request));
    }

    @Override
    public void failed(Attempt attempt, Optional<UpstreamFailure> upstream) {
      tell(one -> one.failed(attempt, upstream));
    }

    @Override
    public void answered(Served served, byte[] upstream, byte[] answer) {
      tell(one -> one.answered(served, upstream, answer));
    }

    @Override
    public void streams(Served served) {
      tell(one -> one.streams(served));
    }

    @Override
    public void received(SseEvent event) {
      tell(one -> one.received(event));
    }

    @Override
    public void told(byte[] events) {
      tell(one -> one.told(events));
    }

    @Override
    public void ended(CallEnd end) {
      tell(one -> one.ended(end));
    }
  }

  /** Tells several. */
  private record Each(List<CallTrace> traces) implements CallTrace {

    @Override
    public void sends(Target target, String credential, Supplier<UpstreamRequest> request) {
      traces.forEach(trace -> trace.sends(target, credential, request));
    }

    @Override
    public void failed(Attempt attempt, Optional<UpstreamFailure> upstream) {
      traces.forEach(trace -> trace.failed(attempt, upstream));
    }

    @Override
    public void answered(Served served, byte[] upstream, byte[] answer) {
      traces.forEach(trace -> trace.answered(served, upstream, answer));
    }

    @Override
    public void streams(Served served) {
      traces.forEach(trace -> trace.streams(served));
    }

    @Override
    public void received(SseEvent event) {
      traces.forEach(trace -> trace.received(event));
    }

    @Override
    public void told(byte[] events) {
      traces.forEach(trace -> trace.told(events));
    }

    @Override
    public void ended(CallEnd end) {
      traces.forEach(trace -> trace.ended(end));
    }
  }
}
