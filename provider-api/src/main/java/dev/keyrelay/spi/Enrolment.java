package dev.keyrelay.spi;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Ability: the ways in which a user gets a credential. Accounts that a way grants are named {@link
 * #NEW}; the gateway gives them their lasting id, completes them by {@link AccountPreparation}, and
 * stores them.
 */
public interface Enrolment {

  /** The id of an account that the gateway has not named yet. */
  String NEW = "new";

  /** The ways, the recommended one first. */
  List<Way> ways();

  /**
   * The user pastes a key, and that is the only way.
   *
   * @param variable the environment variable that holds it, such as {@code OPENAI_API_KEY}
   * @param page where the user gets one
   */
  static Enrolment byKey(String variable, String page) {
    List<Way> ways = List.of(new PasteKey(variable, URI.create(page)));
    return () -> ways;
  }

  /**
   * The user logs in with a browser, and that is the only way.
   *
   * @param terms what the vendor's terms say of it, shown before the login
   */
  static Enrolment byBrowser(Browser login, String terms) {
    return new Enrolment() {
      @Override
      public List<Way> ways() {
        return List.of(login);
      }

      @Override
      public Map<String, String> notes() {
        return Map.of("Terms", terms);
      }
    };
  }

  /** One way to get a credential. */
  sealed interface Way {}

  /**
   * The user pastes a key.
   *
   * @param variable the environment variable that holds it, such as {@code OPENAI_API_KEY}
   * @param page where the user gets one
   */
  record PasteKey(String variable, URI page) implements Way {}

  /** Authorization code with PKCE on a loopback callback (RFC 8252). */
  interface Browser extends NonSealedWay {

    /** The port of the callback that the vendor's registration expects; the user may change it. */
    int callbackPort();

    /** The path of the callback, such as {@code /oauth2callback}. */
    String callbackPath();

    /**
     * The page to open. The gateway makes a random {@code state}, which it checks in the callback,
     * and the S256 {@code challenge} (see {@link dev.keyrelay.spi.oauth.Pkce}).
     *
     * @throws IllegalStateException if the user has not configured an OAuth client; the message
     *     names the variable
     */
    URI authorizationPage(URI redirect, String state, String challenge);

    /**
     * Exchanges the code for an account.
     *
     * @throws IOException if upstream refused or did not answer; its message names the error
     */
    Credential.OAuthAccount exchange(String code, URI redirect, String verifier)
        throws IOException, InterruptedException;
  }

  /** Device authorization grant (RFC 8628). */
  interface Device extends NonSealedWay {

    /**
     * Starts a login; PKCE S256 where the vendor wants it.
     *
     * @throws IllegalStateException if the user has not configured an OAuth client; the message
     *     names the variable
     */
    DeviceLogin start(String challenge) throws IOException, InterruptedException;

    /**
     * Asks once whether the user has agreed. The gateway waits {@link DeviceLogin#interval} before
     * each question and stops after {@link DeviceLogin#lifetime}.
     *
     * @throws IOException if upstream did not answer; asking again after the interval is fine
     */
    DeviceAnswer poll(DeviceLogin login, String verifier) throws IOException, InterruptedException;
  }

  /** Lets the interfaces above be implemented by plugins. */
  non-sealed interface NonSealedWay extends Way {}

  /**
   * A device login under way.
   *
   * @param deviceCode what the gateway polls with
   * @param userCode what the user types, if the page asks for it
   * @param verificationPage the page to open, with the user code in it where upstream gives one so
   * @param interval how long to wait between two polls
   * @param lifetime how long the login may take
   */
  record DeviceLogin(
      Secret deviceCode,
      String userCode,
      URI verificationPage,
      Duration interval,
      Duration lifetime) {}

  /** What a poll of a device login tells. */
  sealed interface DeviceAnswer {}

  /** The user has not agreed yet. */
  record Pending() implements DeviceAnswer {}

  /** Not yet, and the client asks too often: add five seconds to the interval. */
  record SlowDown() implements DeviceAnswer {}

  /** The user refused, or the code expired. */
  record Refused(String message) implements DeviceAnswer {}

  /** The user agreed. */
  record Granted(Credential.OAuthAccount account) implements DeviceAnswer {}

  /**
   * Whether upstream does not tell whose account it is, so that the gateway asks the user for a
   * name and keeps it as the attribute {@code email}.
   */
  default boolean wantsName() {
    return false;
  }

  /** What to show the user before the login: notes on the vendor's terms, by heading. */
  default Map<String, String> notes() {
    return Map.of();
  }
}
