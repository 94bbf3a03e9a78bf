package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Enrolment.DeviceAnswer;
import dev.keyrelay.spi.Enrolment.DeviceLogin;
import dev.keyrelay.spi.oauth.OAuthException;
import dev.keyrelay.spi.oauth.Pkce;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** A login by device code (RFC 8628): the user opens a page anywhere while we ask. */
public final class DeviceCodeLogin {

  private static final Duration SLOWER = Duration.ofSeconds(5);

  private final Enrolment.Device way;
  private final Pkce pkce;
  private final DeviceLogin login;
  private final InstantSource clock;
  private final Pause pause;
  private final Instant end;

  DeviceCodeLogin(Enrolment.Device way, RandomGenerator random, InstantSource clock, Pause pause)
      throws IOException, InterruptedException {
    this.way = way;
    this.clock = clock;
    this.pause = pause;
    this.pkce = Pkce.of(random);
    this.login = way.start(pkce.challenge());
    this.end = clock.instant().plus(login.lifetime());
  }

  /** The page to open. */
  public URI page() {
    return login.verificationPage();
  }

  /** What the user types if the page asks for it; may be empty. */
  public String userCode() {
    return login.userCode();
  }

  /** How long the login may take. */
  public Duration lifetime() {
    return login.lifetime();
  }

  /**
   * Asks until the user has agreed.
   *
   * @throws LoginException if the user refused, or the code expired
   * @throws IOException if the provider refused for a reason of its own
   */
  public OAuthAccount await() throws IOException, InterruptedException {
    Duration interval = login.interval();
    while (true) {
      pause.of(interval);
      if (!clock.instant().isBefore(end)) {
        throw new LoginException("the login took too long; start it again");
      }
      switch (asked()) {
        case Enrolment.Pending _ -> {}
        case Enrolment.SlowDown _ -> interval = interval.plus(SLOWER);
        case Enrolment.Refused refused -> throw new LoginException(refused.message());
        case Enrolment.Granted granted -> {
          return granted.account();
        }
      }
    }
  }

  /** An answer that was lost is asked for again; one that refuses is not. */
  private DeviceAnswer asked() throws IOException, InterruptedException {
    try {
      return way.poll(login, pkce.verifier().reveal());
    } catch (OAuthException e) {
      if (e.status() < 500) {
        throw e;
      }
      return new Enrolment.Pending();
    } catch (IOException _) {
      // RFC 8628 §3.5: ask less often after a connection timeout.
      return new Enrolment.SlowDown();
    }
  }
}
