package dev.keyrelay.engine.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keyrelay.engine.config.StoredResponseSettings;
import dev.keyrelay.engine.dialect.responses.ResponseIds;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.CallTrace;
import dev.keyrelay.engine.dispatch.Dispatcher;
import dev.keyrelay.engine.dispatch.Following;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.dispatch.Served;
import dev.keyrelay.engine.routing.Plan;
import dev.keyrelay.engine.routing.PlannedTarget;
import dev.keyrelay.engine.routing.Target;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import dev.keyrelay.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Keeps responses for clients that continue them ({@code previous_response_id}) or ask for them
 * again. Where the provider keeps responses itself, what is kept is which credential made one;
 * where it does not, the gateway keeps the items, and puts those of the whole chain before the new
 * input.
 */
public final class StoredResponses {

  private static final String PREVIOUS = "previous_response_id";

  /** More than any conversation has turns. */
  private static final int ALL = 10_000;

  private final Map<String, ActiveProvider> providers;
  private final Dispatcher dispatcher;
  private final Shelf shelf;
  private final UnaryOperator<String> salted;

  /**
   * What a store has kept, and is to keep.
   *
   * @param providers by id
   * @param dispatcher answers calls
   * @param salted makes of a client's name one that may be written down
   */
  public static StoredResponses in(
      StateStore store,
      StoredResponseSettings limits,
      Map<String, ActiveProvider> providers,
      Dispatcher dispatcher,
      InstantSource clock,
      UnaryOperator<String> salted) {
    return new StoredResponses(providers, dispatcher, Shelf.in(store, limits, clock), salted);
  }

  private StoredResponses(
      Map<String, ActiveProvider> providers,
      Dispatcher dispatcher,
      Shelf shelf,
      UnaryOperator<String> salted) {
    this.providers = providers;
    this.dispatcher = dispatcher;
    this.shelf = shelf;
    this.salted = salted;
  }

  /** Whether a call is of the surface that has responses. */
  public static boolean concerns(Call call) {
    return call.dialect() == Dialect.OPENAI_RESPONSES && call.operation() == Operation.GENERATE;
  }

  /**
   * Answers a call of the responses surface, and keeps the answer unless the client wants it not
   * kept.
   *
   * @throws GatewayException also if the response to continue is not there
   */
  public Answer answer(Call asked, Plan plan, CallTrace trace)
      throws GatewayException, InterruptedException {
    String client = salted.apply(asked.client());
    boolean spoken = speaks(first(plan));
    var call = References.in(asked.body()) ? spelledOut(asked, client, !spoken) : asked;
    var previous = call.body().text(PREVIOUS);
    boolean keep = !call.body().get("store").map(JsonNode::asBoolean).equals(Optional.of(false));
    var links = links(call);
    var known = links.stream().findFirst();
    var following = new Native(client, keep, known);
    var answer =
        switch (known.orElse(null)) {
          case KeptResponse.Here _ ->
              dispatcher.run(continued(call, links, spoken), plan, trace, following);
          case KeptResponse.There there ->
              dispatcher.run(
                  call,
                  narrowed(
                      plan,
                      target -> target.target().provider().equals(there.provider()),
                      previous.orElseThrow()),
                  trace,
                  following);
          case null ->
              dispatcher.run(
                  call,
                  previous.isPresent() ? narrowed(plan, this::speaks, previous.get()) : plan,
                  trace,
                  following);
        };
    return keep ? kept(answer, call, client, previous) : answer;
  }

  /**
   * A call as it is answered: with the conversation that it continues, where the gateway keeps it.
   *
   * @throws GatewayException if a link of the conversation is not there
   */
  public Call whole(Call asked) throws GatewayException {
    var links = links(asked);
    return links.isEmpty() || links.getFirst() instanceof KeptResponse.There
        ? asked
        : continued(asked, links, false);
  }

  /** Who keeps the response that a call continues, if a provider does. */
  public Optional<KeptResponse.There> keeper(Call asked) {
    return links(asked).stream()
        .findFirst()
        .filter(KeptResponse.There.class::isInstance)
        .map(KeptResponse.There.class::cast);
  }

  private List<KeptResponse> links(Call asked) {
    String client = salted.apply(asked.client());
    return asked.body().text(PREVIOUS).map(id -> shelf.find(id, client, ALL)).orElse(List.of());
  }

  private static PlannedTarget first(Plan plan) {
    return plan.targets().getFirst();
  }

  private boolean speaks(PlannedTarget target) {
    return speaks(target.target());
  }

  private boolean speaks(Target target) {
    var active = providers.get(target.provider());
    return active != null
        && active.speaks(Operation.GENERATE, Dialect.OPENAI_RESPONSES, target.model());
  }

  /** The targets that can know a response which the gateway has not. */
  private static Plan narrowed(Plan plan, Predicate<PlannedTarget> knows, String previous)
      throws GatewayException {
    var targets = plan.targets().stream().filter(knows).toList();
    if (targets.isEmpty()) {
      throw notFound(previous);
    }
    return new Plan(plan.requested(), targets, plan.chain());
  }

  private static GatewayException notFound(String id) {
    return new GatewayException(
        ClientError.of(400, "Previous response with id '" + id + "' not found.")
            .withParam(PREVIOUS)
            .withCode("previous_response_not_found"));
  }

  /** The call with the items of the chain before its own. */
  private static Call continued(Call call, List<KeptResponse> links, boolean spoken)
      throws GatewayException {
    var input = items(links, !spoken);
    Items.append(input, Items.of(input(call)), !spoken);
    var body = call.body().without(PREVIOUS).with("input", input);
    return call.continuing(call.body().text(PREVIOUS).orElseThrow(), body);
  }

  /** The call with the items that it names instead of repeating them. */
  private Call spelledOut(Call call, String client, boolean carried) {
    var items =
        References.resolved(
            Items.of(input(call)), id -> shelf.find(id, client, 1).stream().findFirst(), carried);
    return call.saying(call.body().with("input", items));
  }

  private static JsonNode input(Call call) {
    return call.body().get("input").orElseGet(JsonBody.MAPPER::createArrayNode);
  }

  /**
   * The items of a chain, oldest first.
   *
   * @param links the newest first
   * @throws GatewayException if a link of it is not there
   */
  private static ArrayNode items(List<KeptResponse> links, boolean carried)
      throws GatewayException {
    var chain = new ArrayDeque<KeptResponse.Here>();
    for (var link : links) {
      if (!(link instanceof KeptResponse.Here here)) {
        throw notFound(chain.isEmpty() ? "" : chain.getFirst().previous().orElse(""));
      }
      chain.addFirst(here);
    }
    var beginning = chain.isEmpty() ? Optional.<String>empty() : chain.getFirst().previous();
    if (beginning.isPresent()) {
      throw notFound(beginning.get());
    }
    var items = JsonBody.MAPPER.createArrayNode();
    for (var link : chain) {
      Items.append(items, ResponseShelf.tree(link.input()), carried);
      Items.append(items, ResponseShelf.tree(link.response()).path("output"), carried);
    }
    return items;
  }

  private Answer kept(Answer answer, Call call, String client, Optional<String> previous) {
    if (speaks(answer.served().target())) {
      if (answer instanceof Answer.Whole whole) {
        ResponseIds.of(whole.body()).ifPresent(id -> note(id, whole.served(), client));
      }
      return answer;
    }
    return switch (answer) {
      case Answer.Whole whole -> {
        shelve(parsed(whole.body()), call, client, previous);
        yield whole;
      }
      case Answer.Streamed streamed ->
          new Answer.Streamed(
              new RecordedStream(
                  streamed.stream(), response -> shelve(response, call, client, previous)),
              streamed.served());
    };
  }

  private static JsonBody parsed(byte[] answer) {
    try {
      return JsonBody.parse(answer);
    } catch (InvalidJsonException e) {
      throw new IllegalStateException("an answer of the gateway's own is no JSON", e);
    }
  }

  private void shelve(JsonBody response, Call call, String client, Optional<String> previous) {
    byte[] input = Items.of(input(call)).toString().getBytes(StandardCharsets.UTF_8);
    response
        .text("id")
        .filter(id -> !id.equals(previous.orElse("")))
        .ifPresent(
            id -> shelf.put(id, new KeptResponse.Here(client, previous, input, response.bytes())));
  }

  private void note(String id, Served served, String client) {
    var target = served.target();
    shelf.put(
        id,
        new KeptResponse.There(
            client, target.provider(), served.attempts().getLast().credential(), target.model()));
  }

  /** A response of a client. */
  public Optional<KeptResponse> find(String id, String client) {
    return shelf.find(id, salted.apply(client), 1).stream().findFirst();
  }

  /** Forgets a response. */
  public void forget(String id) {
    shelf.remove(id);
  }

  /**
   * Everything that the model read for a response that is kept here, oldest first, each item with
   * an id.
   *
   * @throws GatewayException if a link of its chain is gone
   */
  public ArrayNode inputItems(String id, String client) throws GatewayException {
    var links = shelf.find(id, salted.apply(client), ALL);
    if (links.isEmpty() || !(links.getFirst() instanceof KeptResponse.Here here)) {
      throw notFound(id);
    }
    if (links.size() == 1 && here.previous().isPresent()) {
      throw notFound(here.previous().get());
    }
    var items = items(links.subList(1, links.size()), true);
    Items.append(items, ResponseShelf.tree(here.input()), true);
    return Items.named(items, id);
  }

  /** Follows a call to a provider that keeps responses itself. */
  private final class Native implements Following {
    private final String client;
    private final boolean keep;
    private final Optional<String> credential;

    Native(String client, boolean keep, Optional<KeptResponse> previous) {
      this.client = client;
      this.keep = keep;
      this.credential =
          previous
              .filter(KeptResponse.There.class::isInstance)
              .map(there -> ((KeptResponse.There) there).credential());
    }

    @Override
    public Optional<String> credential() {
      return credential;
    }

    @Override
    public void streamed(Optional<String> id, Served served) {
      if (keep && speaks(served.target())) {
        id.ifPresent(named -> note(named, served, client));
      }
    }
  }
}
