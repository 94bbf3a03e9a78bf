package dev.keyrelay.engine.dialect;

import dev.keyrelay.engine.dialect.wire.RequestOptions;
import java.util.Optional;

/**
 * What a translation must know beyond the request.
 *
 * @param shownModel the model name that the client asked for, to be shown in the answer
 * @param upstreamModel the model to ask for
 * @param stream whether the client wants events
 * @param schemaSubset whether the provider takes only a subset of JSON Schema
 * @param defaultMaxTokens the most tokens of the answer, where the provider's dialect demands a
 *     number and the client gave none
 * @param answerId what to name the answer if upstream does not: unique, of letters and digits
 * @param created when the request came, in Unix seconds
 * @param continues the response whose conversation stands before the request's own input, to be
 *     shown in the answer
 */
public record TranslationOptions(
    String shownModel,
    String upstreamModel,
    boolean stream,
    boolean schemaSubset,
    long defaultMaxTokens,
    String answerId,
    long created,
    Optional<String> continues) {

  /** Options of a request that continues no response. */
  public TranslationOptions(
      String shownModel,
      String upstreamModel,
      boolean stream,
      boolean schemaSubset,
      long defaultMaxTokens,
      String answerId,
      long created) {
    this(
        shownModel,
        upstreamModel,
        stream,
        schemaSubset,
        defaultMaxTokens,
        answerId,
        created,
        Optional.empty());
  }

  RequestOptions forRequest() {
    return new RequestOptions(upstreamModel, stream, schemaSubset, defaultMaxTokens);
  }
}
