package dev.keyrelay.engine.explain;

import dev.keyrelay.engine.credential.Credentials;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.dispatch.Conversations;
import dev.keyrelay.engine.dispatch.TargetOrder;
import dev.keyrelay.engine.explain.RouteExplanation.CredentialView;
import dev.keyrelay.engine.explain.RouteExplanation.TargetView;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.pool.Candidate;
import dev.keyrelay.engine.pool.Choice;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.engine.routing.Considered;
import dev.keyrelay.engine.routing.Plan;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.engine.routing.RouteRefused;
import dev.keyrelay.engine.routing.Router;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Operation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains routes by what routing, pools and limits say, without asking for a lease. */
public final class RouteExplainer {

  private final Router router;
  private final Map<String, ActiveProvider> providers;
  private final Credentials credentials;
  private final Ledger ledger;
  private final Cooldowns cooldowns;
  private final Conversations conversations;
  private final InstantSource clock;

  /** An explainer of one engine's parts. */
  public RouteExplainer(
      Router router,
      Map<String, ActiveProvider> providers,
      Credentials credentials,
      Ledger ledger,
      Cooldowns cooldowns,
      Conversations conversations,
      InstantSource clock) {
    this.router = router;
    this.providers = Map.copyOf(providers);
    this.credentials = credentials;
    this.ledger = ledger;
    this.cooldowns = cooldowns;
    this.conversations = conversations;
    this.clock = clock;
  }

  /** What a request would lead to now. */
  public RouteExplanation explain(RouteQuestion question) {
    Instant now = clock.instant();
    var planned = new ArrayList<PlannedTarget>();
    var leftOut = new ArrayList<Considered.LeftOut>();
    for (Considered considered : router.consider(question.model(), question.operation())) {
      switch (considered) {
        case Considered.Planned plan ->
            elsewhere(question, plan.target())
                .map(refusal -> new Considered.LeftOut(plan.name(), refusal))
                .ifPresentOrElse(leftOut::add, () -> planned.add(plan.target()));
        case Considered.LeftOut out -> leftOut.add(out);
      }
    }
    var chain = router.chain(question.model());
    var targets =
        planned.isEmpty()
            ? List.<TargetView>of()
            : TargetOrder.of(new Plan(question.model(), planned, chain), providers, now).stream()
                .flatMap(target -> view(question, target, now).stream())
                .toList();
    var first = targets.stream().filter(TargetView::serves).findFirst();
    return new RouteExplanation(question, now, targets, leftOut, chain, first);
  }

  /** A response is continued where it is kept. */
  private static Optional<RouteRefused> elsewhere(RouteQuestion question, PlannedTarget target) {
    return question
        .keeper()
        .map(RouteQuestion.Keeper::provider)
        .filter(provider -> !provider.equals(target.target().provider()))
        .map(
            provider ->
                new RouteRefused(
                    RouteRefused.Reason.NOT_OFFERED,
                    "the response that is continued is kept by " + provider));
  }

  private Optional<TargetView> view(RouteQuestion question, PlannedTarget planned, Instant now) {
    var target = planned.target();
    return Optional.ofNullable(providers.get(target.provider()))
        .map(
            active -> {
              var group = active.quotaGroups().of(target.model());
              var choice = choice(question, planned, active, group);
              var names = names(target.provider());
              return new TargetView(
                  target,
                  group,
                  active
                      .provider()
                      .dialects(question.operation(), target.model())
                      .contains(question.dialect()),
                  choice,
                  choice.candidates().stream()
                      .map(candidate -> view(candidate, planned, group, names, now))
                      .toList());
            });
  }

  private Choice choice(
      RouteQuestion question,
      PlannedTarget planned,
      ActiveProvider active,
      Optional<String> group) {
    var target = planned.target();
    var conversation =
        question
            .session()
            .map(id -> Conversations.named(id, question.client(), target))
            .or(() -> question.request().map(call -> conversations.of(call, target)))
            .orElse(
                question.operation() == Operation.GENERATE
                    ? Conversation.starting()
                    : Conversation.UNKNOWN);
    return active
        .pool()
        .explain(new LeaseWish(target.model(), group, conversation, barred(question, active)));
  }

  /** All credentials but the one that made the response that is continued. */
  private static Set<String> barred(RouteQuestion question, ActiveProvider active) {
    return question
        .keeper()
        .map(
            keeper ->
                active.pool().members().stream()
                    .map(member -> member.credential().id())
                    .filter(id -> !id.equals(keeper.credential()))
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private CredentialView view(
      Candidate candidate,
      PlannedTarget planned,
      Optional<String> group,
      Map<String, String> names,
      Instant now) {
    var target = planned.target();
    String id = candidate.credential().id();
    var subject = new Subject(target.provider(), id, target.model(), group);
    return new CredentialView(
        candidate,
        names.getOrDefault(id, id),
        ledger.windows(subject, now),
        cooldowns.holding(subject, now));
  }

  private Map<String, String> names(String provider) {
    return credentials.of(provider).stream()
        .collect(
            Collectors.toMap(
                FoundCredential::id, found -> found.origin().name(), (first, second) -> first));
  }
}
