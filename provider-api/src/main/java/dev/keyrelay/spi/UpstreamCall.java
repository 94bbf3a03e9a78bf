package dev.keyrelay.spi;

/**
 * One call, in a dialect that the provider speaks.
 *
 * @param operation what is asked
 * @param dialect the dialect of the body
 * @param model the upstream model
 * @param stream whether the client wants events
 * @param body the request body, naming the upstream model already where the dialect puts it there
 * @param clientHeaders headers of the client that its dialect defines as part of the request, such
 *     as {@code anthropic-version} and {@code anthropic-beta}; never its credentials
 */
public record UpstreamCall(
    Operation operation,
    Dialect dialect,
    String model,
    boolean stream,
    JsonBody body,
    Headers clientHeaders) {

  /** This call with another body. */
  public UpstreamCall withBody(JsonBody changed) {
    return new UpstreamCall(operation, dialect, model, stream, changed, clientHeaders);
  }
}
