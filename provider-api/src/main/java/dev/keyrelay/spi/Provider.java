package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * An upstream service. Two methods are its duty; every other ability is optional.
 *
 * <p>All methods may be called from several threads at once. {@link #prepare}, {@link #explain} and
 * {@link #unwrap} are on the request path: they do no I/O and block on nothing.
 */
public interface Provider extends AutoCloseable {

  /** What the provider is. The same value for as long as it lives. */
  ProviderProfile profile();

  /**
   * The dialects that a model is called in, the preferred one first: those of the profile, unless
   * the service offers the model in some of them alone. Empty if the operation is not offered.
   */
  default List<Dialect> dialects(Operation operation, String model) {
    return profile().dialects(operation);
  }

  /**
   * Makes the HTTP request of one attempt. The body of the call is in {@link
   * UpstreamCall#dialect()} and names the upstream model already; a provider that has nothing to
   * change forwards it as it is.
   *
   * @throws UnsupportedCallException if the provider cannot express the call
   */
  UpstreamRequest prepare(UpstreamCall call, Credential credential);

  /**
   * Classifies an exchange that did not succeed. Also asked about an error event in a stream that
   * began with 200. Never throws.
   */
  default Failure explain(UpstreamFailure failure) {
    return StandardFailures.explain(failure);
  }

  /**
   * Whether an answer, or the payload of one event, is in the provider's envelope. What is not goes
   * on byte for byte. Called only if {@link ProviderProfile#enveloped()}, and overridden where most
   * answers are bare. Bytes, so that those are spared the parsing.
   */
  default boolean isWrapped(byte[] payload) {
    return true;
  }

  /**
   * Takes an answer, or the payload of one event, out of the provider's envelope. Called only if
   * {@link ProviderProfile#enveloped()}.
   */
  default JsonNode unwrap(JsonNode payload) {
    return payload;
  }

  /**
   * Makes the function that takes the events of one stream out of the envelope, in order and on one
   * thread. Overridden where an event cannot be understood without those before it. Called only if
   * {@link ProviderProfile#enveloped()}.
   */
  default UnaryOperator<JsonNode> streamUnwrap() {
    return this::unwrap;
  }

  /**
   * What a failure tells of quotas, beside the cause that {@link #explain} finds, such as the limit
   * that was reached. No I/O.
   *
   * @param model the upstream id of the model that was called
   */
  default List<QuotaReading> readings(UpstreamFailure failure, String model) {
    return List.of();
  }

  /** Lists the models that a credential may use. */
  default Optional<ModelListing> modelListing() {
    return Optional.empty();
  }

  /** Exchanges an expiring credential for a fresh one. */
  default Optional<CredentialRefresh> credentialRefresh() {
    return Optional.empty();
  }

  /** Completes a new account with what requests need, such as a project. */
  default Optional<AccountPreparation> accountPreparation() {
    return Optional.empty();
  }

  /**
   * The rank of a credential among those of this provider as its tier says, 1 the best; empty if
   * the provider knows no tiers. No I/O.
   */
  default OptionalInt rank(Credential credential) {
    return OptionalInt.empty();
  }

  /**
   * Models of this provider that stand in for another one while no credential can use that, in
   * order. Only those that the user agreed to by a setting of the provider: an answer of another
   * model is never a surprise. No I/O.
   *
   * @param model the upstream id
   */
  default List<String> standIns(String model) {
    return List.of();
  }

  /**
   * Whether the provider is known to have a model, for some credentials if not for all. That
   * upstream "does not find" such a model is taken to mean that the credential may not use it: it
   * rests for that model, and the next is tried. No I/O.
   *
   * @param model the upstream id
   */
  default boolean surelyHas(String model) {
    return false;
  }

  /** Asks upstream what quota a credential has left. */
  default Optional<QuotaReadings> quotaReadings() {
    return Optional.empty();
  }

  /** The ways in which a user gets a credential of this provider. */
  default Optional<Enrolment> enrolment() {
    return Optional.empty();
  }

  /** Maps between the chat model and a wire format that only this provider speaks. */
  default Optional<WireFormat> wireFormat() {
    return Optional.empty();
  }

  /** Releases what the provider holds. Calling it twice is harmless. */
  @Override
  default void close() {}
}
