package dev.keyrelay.providers.iflow;

import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import dev.keyrelay.spi.openai.ToolSchemas;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** iFlow. Accounts show the key that their login yielded, never the login's own token. */
final class IFlowProvider extends OpenAiCompatibleProvider {

  private static final Set<String> REFUSED_KEYWORDS = Set.of("strict", "additionalProperties");

  private final IFlowLogin login;

  IFlowProvider(ProviderContext context) {
    super(
        context,
        ProviderProfile.of(
            context.providerId(),
            "iFlow",
            Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT))),
        URI.create("https://apis.iflow.cn/v1"));
    login = new IFlowLogin(context);
  }

  /** The service answers 406 to {@code stream_options}, and tells usage without being asked. */
  @Override
  protected JsonBody adapt(UpstreamCall call) {
    var body = ToolSchemas.clean(call.body().without("stream_options"), REFUSED_KEYWORDS);
    return ThinkingSwitch.apply(call.model(), body);
  }

  @Override
  protected Headers headers(Credential credential) {
    return switch (credential) {
      case Credential.OAuthAccount account ->
          Headers.NONE.with(
              "Authorization", "Bearer ", account.secret("api_key").orElse(account.accessToken()));
      case Credential.ApiKey _, Credential.Anonymous _ -> super.headers(credential);
    };
  }

  @Override
  public Failure explain(UpstreamFailure failure) {
    var standard = StandardFailures.explain(failure);
    boolean throttled =
        failure.stage() == UpstreamFailure.Stage.STATUS && failure.text().contains("slow_down");
    return throttled ? standard.as(FailureKind.RATE_LIMITED) : standard;
  }

  @Override
  public Optional<CredentialRefresh> credentialRefresh() {
    return Optional.of(login.refresh());
  }

  @Override
  public Optional<AccountPreparation> accountPreparation() {
    return Optional.of(login.preparation());
  }

  @Override
  public Optional<Enrolment> enrolment() {
    return Optional.of(login);
  }
}
