package dev.keyrelay.engine.account;

import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** How a user gets accounts: logins, their completion, and their place on disk. */
public final class Enrolments {

  private static final Duration LONGEST_PREPARATION = Duration.ofMinutes(6);

  private final Function<String, Optional<Provider>> providers;
  private final AccountFolder folder;
  private final InstantSource clock;
  private final Pause pause;
  private final RandomGenerator random;

  /**
   * An account that was stored.
   *
   * @param file where
   * @param account the account, completed as far as could be
   * @param problem why upstream does not serve it as it is, and the mend; absent if all is well
   */
  public record Enrolled(Path file, OAuthAccount account, Optional<String> problem) {}

  /**
   * Enrolments.
   *
   * @param providers gives a provider by id, whether or not it has a credential
   * @param folder where accounts are stored
   * @param random a cryptographic source
   */
  public Enrolments(
      Function<String, Optional<Provider>> providers,
      AccountFolder folder,
      InstantSource clock,
      Pause pause,
      RandomGenerator random) {
    this.providers = providers;
    this.folder = folder;
    this.clock = clock;
    this.pause = pause;
    this.random = random;
  }

  /** The ways in which a provider gives credentials; empty if it tells none. */
  public Optional<Enrolment> of(String provider) {
    return providers.apply(provider).flatMap(Provider::enrolment);
  }

  /** Where accounts are stored. */
  public AccountFolder folder() {
    return folder;
  }

  /**
   * Begins a login in a browser. Close it when it is over.
   *
   * @param port the callback's, instead of the provider's own ({@code <PREFIX>_OAUTH_PORT})
   * @param listen whether to wait for the callback on this machine; without it, paste the address
   * @throws IOException if the port is taken
   */
  public BrowserLogin browser(Enrolment.Browser way, OptionalInt port, boolean listen)
      throws IOException {
    return new BrowserLogin(way, port.orElseGet(way::callbackPort), listen, random);
  }

  /**
   * Begins a login by device code.
   *
   * @throws IllegalStateException if the user has configured no OAuth client
   * @throws IOException if the provider gives no code
   */
  public DeviceCodeLogin device(Enrolment.Device way) throws IOException, InterruptedException {
    return new DeviceCodeLogin(way, random, clock, pause);
  }

  /**
   * Stores an account that a login granted, and completes it with what requests need: a project, a
   * tier, a key. The tokens are stored first, so that a completion that fails costs no login.
   *
   * @param name what the user calls it, where the provider cannot tell ({@link
   *     Enrolment#wantsName})
   * @param progress is told a sentence now and then
   * @throws IOException if it cannot be stored
   */
  public Enrolled keep(
      String provider, OAuthAccount granted, Optional<String> name, Consumer<String> progress)
      throws IOException, InterruptedException {
    var named =
        name.map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(text -> granted.withAttribute("email", text))
            .orElse(granted);
    Path file = folder.keep(provider, named);
    var preparation = providers.apply(provider).flatMap(Provider::accountPreparation);
    if (preparation.isEmpty()) {
      return new Enrolled(file, named, Optional.empty());
    }
    var complete = completed(preparation.get(), named, progress);
    folder.file(file).save(complete.account());
    return new Enrolled(file, complete.account(), complete.problem());
  }

  private record Completed(OAuthAccount account, Optional<String> problem) {}

  private Completed completed(
      AccountPreparation preparation, OAuthAccount granted, Consumer<String> progress)
      throws InterruptedException {
    var begun = clock.instant();
    OAuthAccount account = granted;
    try {
      while (Duration.between(begun, clock.instant()).compareTo(LONGEST_PREPARATION) < 0) {
        switch (preparation.next(account)) {
          case AccountPreparation.Ready ready -> {
            return new Completed(ready.account(), Optional.empty());
          }
          case AccountPreparation.Waiting waiting -> {
            progress.accept("The provider prepares the account …");
            account = waiting.account();
            pause.of(waiting.delay());
          }
          case AccountPreparation.Refused refused -> {
            return new Completed(granted, Optional.of(refused.message()));
          }
        }
      }
      return new Completed(granted, Optional.of("the provider did not finish; it goes on later"));
    } catch (IOException e) {
      return new Completed(
          granted, Optional.of(e.getMessage() + "; it is tried again at first use"));
    }
  }
}
