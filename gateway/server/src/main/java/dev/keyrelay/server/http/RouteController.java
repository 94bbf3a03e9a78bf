package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.explain.RouteQuestion;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows what a request would lead to, and why everything else would not. Changes nothing. */
@Controller("/v1/route")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RouteController {

  private static final Map<String, Dialect> DIALECTS =
      Map.of(
          "openai", Dialect.OPENAI_CHAT,
          "responses", Dialect.OPENAI_RESPONSES,
          "anthropic", Dialect.ANTHROPIC_MESSAGES,
          "gemini", Dialect.GEMINI);
  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "generate", Operation.GENERATE,
          "complete", Operation.COMPLETE,
          "embed", Operation.EMBED,
          "count_tokens", Operation.COUNT_TOKENS);

  private final Engine engine;

  private final Calls calls;

  RouteController(Engine engine, Calls calls) {
    this.engine = engine;
    this.calls = calls;
  }

  /**
   * Explains a request of the caller's.
   *
   * @param model the model as it would be named
   * @param session an id as a client would state it, in a header or in the body
   * @param limit the most excluded credentials that are shown of a target, 50 unless told
   */
  @Get("/explain")
  HttpResponse<?> explain(
      HttpRequest<?> request,
      @QueryValue Optional<String> model,
      @QueryValue Optional<String> dialect,
      @QueryValue Optional<String> operation,
      @QueryValue Optional<String> session,
      @QueryValue Optional<Boolean> stream,
      @QueryValue Optional<Integer> limit)
      throws GatewayException {
    var name = model.filter(text -> !text.isBlank());
    if (name.isEmpty()) {
      throw JsonRequests.refused("model", "model: missing (expected: ?model=provider/model)");
    }
    var question =
        new RouteQuestion(
            name.get(),
            one("operation", operation, OPERATIONS, Operation.GENERATE),
            one("dialect", dialect, DIALECTS, Dialect.OPENAI_CHAT),
            stream.orElse(false),
            session.filter(text -> !text.isBlank()),
            ClientKeyFilter.client(request));
    return explained(question, limit);
  }

  /**
   * Explains the very request that is in the body, as {@link #explain}; headers that name a session
   * count too.
   *
   * @param model of a body that names none, such as Gemini's
   * @param dialect of the body, if what it holds is not to tell
   * @param operation what is asked for, if what the body holds is not to tell
   */
  @Post("/explain")
  HttpResponse<?> explain(
      HttpRequest<?> request,
      @QueryValue Optional<String> model,
      @QueryValue Optional<String> dialect,
      @QueryValue Optional<String> operation,
      @QueryValue Optional<String> session,
      @QueryValue Optional<Integer> limit,
      @Body byte[] bytes)
      throws GatewayException {
    var body = JsonRequests.read(request, bytes);
    var named = model.filter(text -> !text.isBlank());
    var asked = one("operation", operation, OPERATIONS, operation(body));
    var call =
        calls.call(
            request,
            asked,
            one("dialect", dialect, DIALECTS, dialect(body, asked)),
            named.isPresent() ? named.get() : JsonRequests.model(body),
            body.isTrue("stream"),
            body);
    return explained(RouteQuestion.of(call, session.filter(text -> !text.isBlank())), limit);
  }

  /** Texts and tokens in a list are to be embedded; items of a conversation are objects. */
  private static Operation operation(JsonBody body) {
    boolean list =
        body.get("input").filter(JsonNode::isArray).map(input -> input.path(0)).stream()
            .anyMatch(first -> first.isValueNode() || first.isArray());
    if (list) {
      return Operation.EMBED;
    }
    return body.get("prompt").isPresent() && body.get("messages").isEmpty()
        ? Operation.COMPLETE
        : Operation.GENERATE;
  }

  private static Dialect dialect(JsonBody body, Operation operation) {
    if (body.get("contents").isPresent()) {
      return Dialect.GEMINI;
    }
    return operation == Operation.GENERATE && body.get("input").isPresent()
        ? Dialect.OPENAI_RESPONSES
        : Dialect.OPENAI_CHAT;
  }

  private HttpResponse<?> explained(RouteQuestion question, Optional<Integer> limit)
      throws GatewayException {
    int most = Math.clamp(limit.orElse(50), 0, 10_000);
    return Responses.json(200, new RouteJson(most).of(engine.explain(question)));
  }

  /**
   * The remembered sessions of all clients with the most requests.
   *
   * @param limit how many, 20 unless told
   */
  @Get("/sessions")
  HttpResponse<?> sessions(
      @QueryValue Optional<String> provider,
      @QueryValue Optional<String> credential,
      @QueryValue Optional<Integer> limit) {
    return Responses.json(
        200,
        new SessionList(engine)
            .of(provider, credential, Math.clamp(limit.orElse(20), 1, SessionList.MOST)));
  }

  /** A word of the table, or the very name of a constant in lower case. */
  private static <E extends Enum<E>> E one(
      String parameter, Optional<String> word, Map<String, E> words, E otherwise)
      throws GatewayException {
    if (word.isEmpty()) {
      return otherwise;
    }
    String text = word.get().toLowerCase(Locale.ROOT);
    var found = words.get(text);
    if (found == null) {
      found =
          Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
              .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      JsonRequests.refused(
                          parameter,
                          parameter
                              + ": \""
                              + word.get()
                              + "\" (expected: "
                              + List.copyOf(words.keySet()).stream()
                                  .sorted()
                                  .collect(Collectors.joining(", "))
                              + ")"));
    }
    return found;
  }
}
