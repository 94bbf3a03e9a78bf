package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Spans;
import dev.keyrelay.engine.account.BrowserLogin;
import dev.keyrelay.engine.account.DeviceCodeLogin;
import dev.keyrelay.engine.account.Enrolments;
import dev.keyrelay.engine.account.LoginException;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/** Leads a person through a login, and stores the account. */
record Login(
    Surroundings surroundings, Enrolments enrolments, ServiceDescription service, boolean json) {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * How the user wants it.
   *
   * @param port of the callback, instead of the vendor's
   * @param browser whether a browser may be opened
   * @param callback whether to listen for the browser's return
   * @param name what to call the account
   */
  record Wishes(OptionalInt port, boolean browser, boolean callback, Optional<String> name) {

    private Wishes withoutCallback() {
      return new Wishes(port, browser, false, name);
    }
  }

  void run(Enrolment.Way way, Wishes wishes) throws IOException, InterruptedException {
    try {
      OAuthAccount granted =
          switch (way) {
            case Enrolment.Browser browser -> inBrowser(browser, wishes);
            case Enrolment.Device device -> byCode(device, wishes);
            case Enrolment.PasteKey _, Enrolment.NonSealedWay _ ->
                throw new IllegalArgumentException("way: " + way + " (expected: a login)");
          };
      report(enrolments.keep(service.id(), granted, wishes.name, this::say));
    } catch (IllegalStateException | IOException e) {
      // Their messages are for people: no OAuth client, a port that is taken, a refusal.
      throw new CommandException("The login came to nothing: " + e.getMessage(), e);
    }
  }

  /** A person can paste the address where the port of the callback is taken; a script cannot. */
  private OAuthAccount inBrowser(Enrolment.Browser way, Wishes wishes)
      throws IOException, InterruptedException {
    BrowserLogin login;
    try {
      login = enrolments.browser(way, wishes.port, wishes.callback);
    } catch (BindException e) {
      if (!surroundings.answers().interactive()) {
        throw e;
      }
      say("Nobody will wait for the browser: " + e.getMessage() + ".");
      return inBrowser(way, wishes.withoutCallback());
    }
    return inBrowser(login, wishes);
  }

  private OAuthAccount inBrowser(BrowserLogin begun, Wishes wishes)
      throws IOException, InterruptedException {
    try (BrowserLogin login = begun) {
      URI page = login.page();
      say("Log in on this page:");
      surroundings.console().err().println();
      surroundings.console().err().println("  " + page);
      surroundings.console().err().println();
      if (wishes.browser && Browser.open(page, surroundings.variables())) {
        say("A browser was opened.");
      }
      say(
          wishes.callback
              ? "Waiting for it to come back to "
                  + login.redirect()
                  + ". If the browser is on another machine, paste the address that it ends at:"
              : "Paste the address that the browser ends at, which begins with "
                  + login.redirect()
                  + ":");
      return awaited(login);
    }
  }

  /** Whichever comes first: the callback, or a pasted address. */
  private OAuthAccount awaited(BrowserLogin login) throws IOException, InterruptedException {
    var over = new AtomicBoolean();
    Thread pasting =
        Thread.ofPlatform().daemon().name("paste").start(() -> takePasted(login, over));
    try {
      return login.await(PATIENCE);
    } finally {
      over.set(true);
      pasting.interrupt();
    }
  }

  private void takePasted(BrowserLogin login, AtomicBoolean over) {
    Optional<String> line = surroundings.answers().line(">");
    while (line.isPresent() && !over.get()) {
      String address = line.get().strip();
      if (!address.isEmpty()) {
        try {
          login.paste(address);
          return;
        } catch (LoginException e) {
          say(String.valueOf(e.getMessage()));
        }
      }
      line = surroundings.answers().line(">");
    }
  }

  private OAuthAccount byCode(Enrolment.Device way, Wishes wishes)
      throws IOException, InterruptedException {
    DeviceCodeLogin login = enrolments.device(way);
    say("Open this page on any device:");
    surroundings.console().err().println();
    surroundings.console().err().println("  " + login.page());
    surroundings.console().err().println();
    if (!login.userCode().isEmpty()) {
      say("If it asks for a code: " + login.userCode());
    }
    if (wishes.browser) {
      Browser.open(login.page(), surroundings.variables());
    }
    say("Waiting, for " + Spans.text(login.lifetime()) + " at most …");
    return login.await();
  }

  private void report(Enrolments.Enrolled kept) {
    Console console = surroundings.console();
    String file = String.valueOf(kept.file().getFileName());
    if (json) {
      var node =
          JsonBody.MAPPER
              .createObjectNode()
              .put("provider", service.id())
              .put("file", kept.file().toString());
      kept.account().attribute("tier").ifPresent(tier -> node.put("tier", tier));
      kept.account().attribute("project_id").ifPresent(id -> node.put("project_id", id));
      kept.problem().ifPresent(problem -> node.put("problem", problem));
      console.json(node);
      return;
    }
    console.out().println("Logged in; the account is in " + kept.file());
    kept.account()
        .attribute("email")
        .ifPresent(email -> console.out().println("  account  " + email));
    kept.account().attribute("tier").ifPresent(tier -> console.out().println("  tier     " + tier));
    kept.account()
        .attribute("project_id")
        .ifPresent(project -> console.out().println("  project  " + project));
    kept.problem().ifPresent(problem -> console.out().println(console.odd("  But " + problem)));
    console.out().println("Check it: keyrelay credentials test " + file);
  }

  private void say(String sentence) {
    String capital = sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    surroundings.console().err().println(capital);
    surroundings.console().err().flush();
  }
}
