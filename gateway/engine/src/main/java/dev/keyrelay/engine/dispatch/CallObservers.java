package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Any number of observers, which come and go while the engine runs. */
public final class CallObservers implements CallObserver {

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
      case 1 -> all.getFirst().begin(call);
      default -> new Each(all.stream().map(observer -> observer.begin(call)).toList());
    };
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
