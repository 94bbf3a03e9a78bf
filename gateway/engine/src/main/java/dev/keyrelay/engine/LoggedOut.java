package dev.keyrelay.engine;

import dev.keyrelay.engine.account.Accounts;
import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.limit.Verdict;
import dev.keyrelay.engine.usage.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Holds back accounts that must log in again. */
record LoggedOut(Accounts accounts) implements Limit {

  /** After this one request looks whether the account's file holds another login. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

  @Override
  public Verdict check(Subject subject, Instant now) {
    return accounts.isLoggedOut(subject.credential())
        ? new Verdict.Blocked("needs_login", Optional.of(now.plus(LOOK_AGAIN)))
        : Verdict.ALLOWED;
  }

  @Override
  public String name() {
    return "login";
  }
}
