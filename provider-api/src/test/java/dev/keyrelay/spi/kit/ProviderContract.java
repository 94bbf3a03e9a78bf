package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What holds for every provider jar. Extend it in the jar's tests:
 *
 * <pre>{@code
 * class AcmeContractTest extends ProviderContract {
 *   AcmeContractTest() {
 *     super(Specimen.ofKeys(new AcmeFactory()).lacking(Ability.QUOTA_READINGS));
 *   }
 * }
 * }</pre>
 *
 * and put at least one {@link RecordedFailure} into {@code src/test/resources/failures}.
 */
public abstract class ProviderContract
    implements PrepareContract, FailureContract, AbilityContract, PackagingContract {

  /** What the gateway describes, after a service's prefix. */
  private static final List<String> GENERAL =
      List.of(
          "API_BASE",
          "DIALECT",
          "OAUTH_BASE",
          "OAUTH_CLIENT_ID",
          "OAUTH_CLIENT_SECRET",
          "OAUTH_PORT");

  private final Specimen specimen;

  protected ProviderContract(Specimen specimen) {
    this.specimen = specimen;
  }

  @Override
  public final Specimen specimen() {
    return specimen;
  }

  @Test
  void idsAreWellFormedAndUnique() {
    assertThat(specimen.factory().id()).matches("[a-z][a-z0-9_-]*");
    assertThat(specimen.factory().services())
        .extracting(ServiceDescription::id)
        .doesNotHaveDuplicates();
    assertThat(specimen.factory().services())
        .flatExtracting(ServiceDescription::variablePrefixes)
        .doesNotHaveDuplicates()
        .allSatisfy(prefix -> assertThat(prefix).matches("[A-Z][A-Z0-9_]*").doesNotEndWith("_"));
  }

  @Test
  void theProfileIsConstantAndCarriesTheServicesId() {
    try (var provider = specimen.provider(new ScriptedHttp())) {
      assertThat(provider.profile()).isEqualTo(provider.profile());
      assertThat(provider.profile().id()).isEqualTo(specimen.service().id());
      assertThat(provider.profile().displayName()).isNotBlank();
    }
  }

  @Test
  void everyVariableThatItReadsIsDescribed() {
    var read = new TreeSet<String>();
    try (var provider = specimen.provider(read::add)) {
      provider.quotaReadings().ifPresent(QuotaReadings::interval);
      provider.enrolment().map(Enrolment::ways).orElse(List.of()).stream()
          .filter(Enrolment.Browser.class::isInstance)
          .forEach(way -> ((Enrolment.Browser) way).callbackPort());
    }
    read.removeAll(GENERAL);
    assertThat(specimen.factory().settings(specimen.service().id()))
        .as("ProviderFactory.settings (expected: exactly what the provider reads)")
        .extracting(SettingDescription::name)
        .containsExactlyInAnyOrderElementsOf(read);
  }

  @Test
  void theServiceLoaderFindsTheFactory() {
    assertThat(
            ServiceLoader.load(
                ProviderFactory.class, specimen.factory().getClass().getClassLoader()))
        .extracting(ProviderFactory::id)
        .contains(specimen.factory().id());
  }

  @Test
  void makingAProviderDoesNoIo() {
    var http = new ScriptedHttp();
    specimen.provider(http).close();
    assertThat(http.requests()).isEmpty();
  }

  @Test
  void closingTwiceIsHarmless() {
    var provider = specimen.provider(new ScriptedHttp());
    provider.close();
    assertThatCode(provider::close).doesNotThrowAnyException();
  }
}
