package dev.keyrelay.engine.conversation;

import java.util.Optional;

/** What is known of a response that a client may come back to. */
public sealed interface KeptResponse {

  /** Who may come back to it: a salted hash of the client's key. */
  String client();

  /**
   * The gateway keeps it.
   *
   * @param previous the response that it continues
   * @param input the items that came with the request, a JSON array
   * @param response the response object, as JSON
   */
  record Here(String client, Optional<String> previous, byte[] input, byte[] response)
      implements KeptResponse {}

  /**
   * The provider keeps it, and shows it to the credential alone that made it.
   *
   * @param provider the provider's id
   * @param credential the credential's id
   * @param model the upstream model
   */
  record There(String client, String provider, String credential, String model)
      implements KeptResponse {}
}
