package dev.keyrelay.engine;

import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.spi.Blame;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own pool, limits, ledger and classification of failures through a simulated day.
 * What is written anew here is the waiting of {@code TargetRun}, because its threads would wait in
 * real time; a conversation does not wait for its busy credential.
 */
final class RelayedDay implements SimulatedDay.Policy {

  private static final Duration WAIT_BELOW = Duration.ofSeconds(10);
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  final SimulatedDay day;
  private final LimitedPool gateway;
  private final boolean affinity;

  private RelayedDay(SimulatedDay day, LimitedPool gateway, boolean affinity) {
    this.day = day;
    this.gateway = gateway;
    this.affinity = affinity;
  }

  /** Runs a day. */
  static RelayedDay run(int credentials, long seed, String rotation, boolean affinity) {
    int[] priorities = new int[credentials];
    Arrays.fill(priorities, 1);
    var variables = new HashMap<>(Map.of("ROTATION_MODE_P", rotation));
    variables.put("QUOTA_GROUPS_P_PRO", "pro-large,pro-small");
    var gateway = new LimitedPool(variables, priorities);
    var relayed =
        new RelayedDay(new SimulatedDay(gateway.clock, credentials, seed), gateway, affinity);
    relayed.day.run(relayed);
    return relayed;
  }

  /** One request on its way. */
  private final class Request {
    final SimulatedDay.Turn turn;
    final Set<String> tried = new HashSet<>();
    final Instant deadline = gateway.clock.instant().plus(Duration.ofMinutes(10));
    @Nullable Instant soon;
    boolean backedOff;
    Duration waitedBriefly = Duration.ZERO;

    Request(SimulatedDay.Turn turn) {
      this.turn = turn;
    }

    /** Whether it waits a second more for a rate or a trial. */
    boolean brieflyMore() {
      waitedBriefly = waitedBriefly.plus(A_WHILE);
      return waitedBriefly.compareTo(WAIT_BELOW) <= 0;
    }
  }

  @Override
  public void serve(SimulatedDay.Turn turn) {
    attempt(new Request(turn));
  }

  private void attempt(Request request) {
    var turn = request.turn;
    var conversation = affinity ? Conversation.named(turn.conversation) : Conversation.UNKNOWN;
    var group = gateway.groups.of(turn.model);
    var wish = new LeaseWish(turn.model, group, conversation, Set.copyOf(request.tried));
    switch (gateway.pool.tryLease(wish)) {
      case Lease lease -> exchange(request, lease);
      case Denied denied -> denied(request, denied);
    }
  }

  private void exchange(Request request, Lease lease) {
    int credential = Integer.parseInt(lease.credential().id().substring(1));
    var reply = day.upstream.ask(credential, request.turn.model, gateway.clock.instant());
    if (reply.ok()) {
      day.in(
          Duration.ofSeconds(1),
          () -> {
            lease.answered(reply.headers());
            lease.serves();
          });
      day.in(
          Duration.ofSeconds(3 + request.turn.conversation % 12),
          () -> {
            lease.succeed(Optional.of(TokenUsage.of(2_000, 500)));
            request.turn.served(credential);
          });
      return;
    }
    day.in(
        Duration.ofMillis(200),
        () -> {
          lease.answered(reply.headers());
          var failure = StandardFailures.explain(failure(reply));
          lease.fail(failure, Optional.empty());
          failed(request, lease, failure);
        });
  }

  private UpstreamFailure failure(TrueUpstream.Reply reply) {
    return new UpstreamFailure(
        UpstreamFailure.Stage.STATUS,
        reply.status(),
        reply.headers(),
        reply.body(),
        Optional.empty(),
        gateway.clock.instant());
  }

  /** As {@code TargetRun.goesOn}. */
  private void failed(Request request, Lease lease, Failure failure) {
    if (failure.kind().blame() == Blame.CREDENTIAL) {
      request.tried.add(lease.subject().credential());
      failure
          .retryAfter()
          .filter(delay -> delay.isPositive() && delay.compareTo(WAIT_BELOW) < 0)
          .map(gateway.clock.instant()::plus)
          .filter(at -> request.soon == null || at.isBefore(request.soon))
          .ifPresent(at -> request.soon = at);
      attempt(request);
    } else if (!request.backedOff && !aside(request)) {
      request.backedOff = true;
      day.in(Duration.ofSeconds(1), () -> attempt(request));
    } else {
      var reopens = gateway.pool.reopens(request.turn.model);
      request.turn.refused(reopens.map(this::from).orElse(Duration.ZERO));
    }
  }

  private boolean aside(Request request) {
    return gateway.pool.setAside(request.turn.model, gateway.clock.instant());
  }

  private Duration from(Instant at) {
    return Duration.between(gateway.clock.instant(), at);
  }

  /** As the pool's and {@code TargetRun}'s waiting for what is busy or about to return. */
  private void denied(Request request, Denied denied) {
    Instant now = gateway.clock.instant();
    if (worthWaiting(request, denied, now)) {
      day.in(A_WHILE, () -> attempt(request));
    } else if (request.soon != null && !request.backedOff) {
      request.backedOff = true;
      request.tried.clear();
      var wait = Duration.between(now, request.soon);
      day.in(wait.isNegative() ? Duration.ZERO : wait, () -> attempt(request));
    } else {
      request.turn.refused(denied.earliest().map(this::from).orElse(Duration.ZERO));
    }
  }

  private boolean worthWaiting(Request request, Denied denied, Instant now) {
    return switch (denied.prospect()) {
      case Denied.Prospect.None() -> false;
      case Denied.Prospect.Attempt() -> now.isBefore(request.deadline);
      case Denied.Prospect.Trial() -> request.brieflyMore();
      case Denied.Prospect.Slot(var at) ->
          from(at).compareTo(WAIT_BELOW.minus(request.waitedBriefly)) <= 0 && request.brieflyMore();
    };
  }
}
