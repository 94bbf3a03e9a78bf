package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ServiceDescription;
import java.util.ServiceLoader;
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
