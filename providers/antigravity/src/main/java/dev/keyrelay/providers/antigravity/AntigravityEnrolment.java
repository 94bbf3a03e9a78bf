package dev.keyrelay.providers.antigravity;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.google.GoogleLogin;
import java.util.List;
import java.util.Map;

/** The login of Antigravity: a browser at Google. */
record AntigravityEnrolment(GoogleLogin login) implements Enrolment {

  @Override
  public List<Way> ways() {
    return List.of(login);
  }

  @Override
  public Map<String, String> notes() {
    return Map.of(
        "Terms",
        "Antigravity's terms forbid the use of its logins by other software, and accounts have been"
            + " suspended for it. You risk the whole Google account. Keys of AI Studio (provider"
            + " gemini) and of Anthropic (provider anthropic) are the supported ways.");
  }
}
