package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.oauth.Pkce;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * A login by authorization code with PKCE S256 and a random {@code state} that must come back (RFC
 * 7636, RFC 8252). The code comes by the loopback callback, or is pasted by the user from the
 * address that the browser ended at.
 */
public final class BrowserLogin implements AutoCloseable {

  private final Enrolment.Browser way;
  private final Pkce pkce;
  private final Secret state;
  private final URI redirect;
  private final Optional<Loopback> loopback;
  private final CompletableFuture<Callback> answer = new CompletableFuture<>();

  /**
   * Begins a login.
   *
   * @param way the provider's
   * @param port the callback's, instead of the provider's own; 0 takes a free one, which a vendor
   *     may refuse
   * @param listen whether to wait for the callback; without it the address must be pasted
   * @param random a cryptographic source
   * @throws IOException if the port is taken
   */
  BrowserLogin(Enrolment.Browser way, int port, boolean listen, RandomGenerator random)
      throws IOException {
    this.way = way;
    this.pkce = Pkce.of(random);
    this.state = Secret.of(Pkce.randomText(random));
    this.loopback =
        listen
            ? Optional.of(new Loopback(port, way.callbackPath(), this::arrived))
            : Optional.empty();
    int open = loopback.map(Loopback::port).orElse(port);
    this.redirect = URI.create("http://localhost:" + open + way.callbackPath());
  }

  /**
   * The page to open in a browser. It holds no secret that outlives the login.
   *
   * @throws IllegalStateException if the user has configured no OAuth client; the message names the
   *     variable
   */
  public URI page() {
    return way.authorizationPage(redirect, state.reveal(), pkce.challenge());
  }

  /** Where the browser comes back to; forward its port to this machine when the browser is away. */
  public URI redirect() {
    return redirect;
  }

  /**
   * Takes the address that the browser ended at, or its query.
   *
   * @throws LoginException if it is not an answer to this login
   */
  public void paste(String address) throws LoginException {
    var callback = Callback.of(address);
    if (!callback.answers(state)) {
      throw new LoginException(
          "the pasted address is not of this login: its state is another (expected: the address"
              + " that begins with "
              + redirect
              + ", whole, of the page that was opened last)");
    }
    answer.complete(callback);
  }

  /** A callback that is not of this login is refused, and the login goes on. */
  private boolean arrived(Callback callback) {
    boolean ours = callback.answers(state);
    if (ours) {
      answer.complete(callback);
    }
    return ours;
  }

  /**
   * Waits for the callback, and exchanges the code for an account.
   *
   * @throws LoginException if the user refused, or nothing came in time
   * @throws IOException if the provider refused the code or did not answer
   */
  public OAuthAccount await(Duration most) throws IOException, InterruptedException {
    Callback callback;
    try {
      callback = answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new LoginException(
          "nobody logged in within " + most.toSeconds() + " s; start the login again");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the login was broken off", e);
    }
    String code = callback.code();
    return way.exchange(code, redirect, pkce.verifier().reveal());
  }

  @Override
  public void close() {
    loopback.ifPresent(Loopback::close);
  }
}
