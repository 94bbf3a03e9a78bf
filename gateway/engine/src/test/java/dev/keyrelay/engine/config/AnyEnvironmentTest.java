package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.ServiceDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the user writes, reading it never throws. */
class AnyEnvironmentTest {

  private static final List<ServiceDescription> SERVICES =
      List.of(ServiceDescription.of("openai"), ServiceDescription.of("nvidia_nim"));

  @Property(tries = 300)
  void anyEnvironmentIsRead(@ForAll("environments") Map<String, String> variables) {
    var findings = new Findings();
    var settings = new Settings(Environment.of(variables), findings);

    var gateway = GatewaySettings.read(settings);
    var policies = ProviderPolicies.read(settings, SERVICES);
    RoutingSettings.read(settings);
    UnknownVariables.report(settings, SERVICES, _ -> List.of());

    assertThat(gateway.timeouts().global()).isPositive();
    assertThat(gateway.cooldowns().steps()).isNotEmpty().allMatch(Duration::isPositive);
    assertThat(policies.of("openai").concurrency().max(1)).isPositive();
  }

  @Property(tries = 500)
  void anyFileIsRead(@ForAll("files") String text) {
    var findings = new Findings();

    var values = Dotenv.parse(text, ".env", findings, _ -> java.util.Optional.empty());

    assertThat(values.keySet()).allSatisfy(name -> assertThat(name).isNotBlank());
  }

  @Provide
  Arbitrary<Map<String, String>> environments() {
    var declared =
        Arbitraries.of(Variables.all())
            .map(v -> v.name().replace("<PROVIDER>", "OPENAI").replace("<N>", "1"))
            .map(name -> name.replace("<MODE>", "BALANCED").replaceAll("<[A-Z]+>", "1"));
    var names = Arbitraries.oneOf(declared, Arbitraries.strings().ofMaxLength(12));
    var numbers = Arbitraries.bigIntegers().map(String::valueOf);
    var words =
        Arbitraries.of(
            "",
            " ",
            "true",
            "-1",
            "0",
            "1e999",
            "1d1d",
            "9".repeat(40),
            "1.5",
            "[",
            "[[1]]",
            "{}",
            "[\"a\"]",
            "{\"a\":{\"options\":[1]}}",
            "a,b",
            ",",
            "group:",
            "a/b",
            "http://[",
            "h:/x",
            "100%",
            "+",
            "fixed:",
            "\u0000",
            "999999999999999999s",
            "0.0000001",
            "1h-1m");
    var values = Arbitraries.oneOf(words, numbers, Arbitraries.strings().ofMaxLength(30));
    return Arbitraries.maps(names, values).ofMaxSize(40);
  }

  @Provide
  Arbitrary<String> files() {
    return Arbitraries.of(
            "A", "=", "\"", "'", "\\", "\n", "\r", "#", " ", "${A", "}", ":-", "export ", "é")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }
}
