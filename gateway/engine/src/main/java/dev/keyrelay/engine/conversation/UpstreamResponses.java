package dev.keyrelay.engine.conversation;

import dev.keyrelay.engine.dispatch.ActiveProvider;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Asks providers for responses that they keep themselves, with the credential that made them. The
 * address of a response is that of all responses, and its id.
 */
public final class UpstreamResponses {

  private final Map<String, ActiveProvider> providers;
  private final SideHttp http;

  /** Over some providers, by id. */
  public UpstreamResponses(Map<String, ActiveProvider> providers, SideHttp http) {
    this.providers = providers;
    this.http = http;
  }

  /**
   * Sends a request about a response.
   *
   * @param method GET, DELETE or POST
   * @param path what follows the address of all responses, such as {@code /resp_1/input_items}
   * @param query without the question mark; empty for none
   * @return the provider's answer; empty if the credential is gone
   * @throws IOException if the provider does not answer
   */
  public Optional<SideHttp.Answer> ask(
      String method, KeptResponse.There kept, String path, String query)
      throws IOException, InterruptedException {
    var active = Optional.ofNullable(providers.get(kept.provider()));
    var credential = active.flatMap(provider -> credential(provider, kept.credential()));
    if (credential.isEmpty()) {
      return Optional.empty();
    }
    var body =
        JsonBody.of(JsonBody.MAPPER.createObjectNode().put("model", kept.model()).put("input", ""));
    var create =
        active
            .get()
            .provider()
            .prepare(
                new UpstreamCall(
                    Operation.GENERATE,
                    Dialect.OPENAI_RESPONSES,
                    kept.model(),
                    false,
                    body,
                    Headers.NONE),
                credential.get());
    return Optional.of(
        http.send(
            new UpstreamRequest(
                method, below(create.uri(), path, query), create.headers(), JsonBody.EMPTY)));
  }

  private static Optional<Credential> credential(ActiveProvider active, String id) {
    return active.pool().members().stream()
        .map(member -> member.credential())
        .filter(one -> one.id().equals(id))
        .findFirst();
  }

  private static URI below(URI responses, String path, String query) {
    String whole = responses.toString();
    int mark = whole.indexOf('?');
    String base = mark < 0 ? whole : whole.substring(0, mark);
    String own = mark < 0 ? "" : whole.substring(mark + 1);
    String all = own.isEmpty() || query.isEmpty() ? own + query : own + "&" + query;
    return URI.create(base + path + (all.isEmpty() ? "" : "?" + all));
  }
}
