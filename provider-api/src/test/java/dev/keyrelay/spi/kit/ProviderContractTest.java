package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The contract passes what keeps it, and fails what breaks it. */
class ProviderContractTest {

  private static final URI BASE = URI.create("https://api.example.com/v1");

  /** A plugin of which a test spoils one thing. */
  private record Plugin(Function<ProviderContext, Provider> maker) implements ProviderFactory {
    @Override
    public String id() {
      return "sample";
    }

    @Override
    public Provider create(ProviderContext context) {
      return maker.apply(context);
    }
  }

  private static final class Contract extends ProviderContract {
    Contract(Function<ProviderContext, Provider> maker, Ability... lacking) {
      super(
          Specimen.ofKeys(new Plugin(maker))
              .lacking(Ability.QUOTA_READINGS, Ability.ENROLMENT)
              .lacking(lacking));
    }
  }

  private static Contract preparing(
      BiFunction<UpstreamRequest, Credential.ApiKey, UpstreamRequest> spoil) {
    return new Contract(
        context ->
            new OpenAiCompatibleProvider(context, "Sample", BASE) {
              @Override
              public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
                return spoil.apply(super.prepare(call, credential), (Credential.ApiKey) credential);
              }
            });
  }

  @Test
  void passesAPlainProvider() {
    var contract = new Contract(context -> new OpenAiCompatibleProvider(context, "Sample", BASE));
    assertThatCode(
            () -> {
              run(contract.preparesWhatItsProfileOffers());
              contract.requestsGoToTheBaseThatTheUserSets();
              contract.explainNeverThrows();
              contract.hasTheAbilitiesItDeclaresAndNoOthers();
              contract.listsModelsOfEveryPage();
              contract.aListingThatFailsIsAnIoExceptionThatNamesTheStatus();
              contract.closingTwiceIsHarmless();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void failsAKeyInTheAddress() {
    var contract =
        preparing(
            (request, key) ->
                UpstreamRequest.post(
                    URI.create(request.uri() + "?key=" + key.key().reveal()),
                    request.headers(),
                    request.body()));
    assertThatThrownBy(() -> run(contract.preparesWhatItsProfileOffers()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failsAKeyInTheBody() {
    var contract =
        preparing(
            (request, key) ->
                UpstreamRequest.post(
                    request.uri(),
                    request.headers(),
                    request.body().with("key", key.key().reveal())));
    assertThatThrownBy(() -> run(contract.preparesWhatItsProfileOffers()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failsARequestWithoutCredential() {
    var contract =
        preparing(
            (request, key) ->
                UpstreamRequest.post(
                    request.uri(),
                    request.headers().with("Authorization", "none"),
                    request.body()));
    assertThatThrownBy(() -> run(contract.preparesWhatItsProfileOffers()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("carries the credential");
  }

  @Test
  void failsAChangedCall() {
    var contract =
        preparing(
            (request, key) -> {
              request.body().bytes()[0] = ' ';
              return request;
            });
    assertThatThrownBy(() -> run(contract.preparesWhatItsProfileOffers()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failsIoInPrepare() {
    var contract =
        new Contract(
            context ->
                new OpenAiCompatibleProvider(context, "Sample", BASE) {
                  @Override
                  public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
                    var request = super.prepare(call, credential);
                    try {
                      context.http().send(request);
                    } catch (IOException e) {
                      return request;
                    } catch (InterruptedException e) {
                      throw new UncheckedIOException(new IOException(e));
                    }
                    return request;
                  }
                });
    assertThatThrownBy(() -> run(contract.preparesWhatItsProfileOffers()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no I/O");
  }

  @Test
  void failsABaseThatIsIgnored() {
    var contract =
        preparing(
            (request, key) ->
                UpstreamRequest.post(
                    URI.create(BASE + "/chat/completions"), request.headers(), request.body()));
    assertThatThrownBy(contract::requestsGoToTheBaseThatTheUserSets)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failsAnExplanationThatThrows() {
    var contract =
        new Contract(
            context ->
                new OpenAiCompatibleProvider(context, "Sample", BASE) {
                  @Override
                  public Failure explain(UpstreamFailure failure) {
                    return Failure.of(FailureKind.SERVER_ERROR, failure.text().substring(0, 1));
                  }
                });
    assertThatThrownBy(contract::explainNeverThrows).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void failsAnAbilityThatWasDeclaredAsLacking() {
    var contract =
        new Contract(
            context -> new OpenAiCompatibleProvider(context, "Sample", BASE),
            Ability.MODEL_LISTING);
    assertThatThrownBy(contract::hasTheAbilitiesItDeclaresAndNoOthers)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("MODEL_LISTING");
  }

  @Test
  void failsClassesThatReachForMoreThanIsShared() {
    var contract = new Contract(context -> new OpenAiCompatibleProvider(context, "Sample", BASE));
    assertThatThrownBy(contract::refersToNothingButTheJdkTheContractAndJackson)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("org.junit");
    assertThatThrownBy(contract::classesLiveOutsideTheGatewaysPackages)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failsAPluginWithoutRecordedFailuresOrServiceFile() {
    var contract = new Contract(context -> new OpenAiCompatibleProvider(context, "Sample", BASE));
    assertThatThrownBy(contract::agreesWithRecordedFailures)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failures");
    assertThatThrownBy(contract::theServiceLoaderFindsTheFactory)
        .isInstanceOf(AssertionError.class);
  }

  private static void run(Stream<DynamicTest> tests) throws Exception {
    for (var test : tests.toList()) {
      try {
        test.getExecutable().execute();
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }
}
