package dev.keyrelay.spi.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.SettingDescription;
import dev.keyrelay.spi.UpstreamFailure;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What all services behind Code Assist's interface have in common: Google accounts with a project
 * and a tier, the envelope around answers, and Google's errors.
 */
public abstract class CodeAssistProvider implements Provider {

  /** The variable of the project, which every service here reads. */
  public static final SettingDescription PROJECT =
      new SettingDescription(
          "PROJECT_ID",
          SettingDescription.Kind.TEXT,
          "what the account or the service says",
          "The Google project of every account.");

  private final ProviderProfile profile;
  private final URI base;
  private final CodeAssistCalls calls;
  private final GoogleLogin login;
  private final CodeAssistProject projects;

  /**
   * A provider at {@code <PREFIX>_API_BASE}, else at {@link CodeAssistCalls#HOST}.
   *
   * @param registration what its logins ask for
   */
  protected CodeAssistProvider(
      ProviderContext context, ProviderProfile profile, GoogleLogin.Registration registration) {
    this.profile = profile;
    this.base = context.settings().baseUrl(CodeAssistCalls.HOST);
    this.calls = new CodeAssistCalls(context.http(), base);
    this.login = new GoogleLogin(context, registration);
    this.projects = new CodeAssistProject(context, base, registration.prefix());
  }

  /** Where requests go. */
  protected final URI base() {
    return base;
  }

  /** Calls beside requests. */
  protected final CodeAssistCalls calls() {
    return calls;
  }

  /** The login of its accounts. */
  protected final GoogleLogin login() {
    return login;
  }

  /** The projects of its accounts. */
  protected final CodeAssistProject projects() {
    return projects;
  }

  @Override
  public final ProviderProfile profile() {
    return profile;
  }

  @Override
  public JsonNode unwrap(JsonNode payload) {
    return CodeAssistEnvelope.unwrap(payload);
  }

  @Override
  public final Failure explain(UpstreamFailure failure) {
    return GoogleFailures.explain(failure);
  }

  @Override
  public final OptionalInt rank(Credential credential) {
    return CodeAssistProject.rank(credential);
  }

  @Override
  public final Optional<CredentialRefresh> credentialRefresh() {
    return Optional.of(login.refresh());
  }

  @Override
  public final Optional<AccountPreparation> accountPreparation() {
    return Optional.of(projects);
  }
}
