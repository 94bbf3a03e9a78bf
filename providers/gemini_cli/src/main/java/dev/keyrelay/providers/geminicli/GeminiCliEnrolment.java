package dev.keyrelay.providers.geminicli;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.google.GoogleLogin;
import java.util.List;
import java.util.Map;

/** The login of Code Assist: a browser at Google. */
record GeminiCliEnrolment(GoogleLogin login) implements Enrolment {

  @Override
  public List<Way> ways() {
    return List.of(login);
  }

  @Override
  public Map<String, String> notes() {
    return Map.of(
        "Terms",
        "Google's terms allow Code Assist logins to its own clients. Logins of consumers ended on"
            + " 2026-06-18. Use this only with a licence that allows it, and with an OAuth client"
            + " and a project of your own; keys of AI Studio (provider gemini) are the supported"
            + " way.");
  }
}
