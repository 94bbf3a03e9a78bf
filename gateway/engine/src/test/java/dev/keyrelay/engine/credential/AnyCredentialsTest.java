package dev.keyrelay.engine.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever variables there are, discovery never throws and never shows a key. */
class AnyCredentialsTest {

  @Property(tries = 300)
  void anyEnvironmentIsSearched(@ForAll("environments") Map<String, String> variables) {
    var found = Found.in(variables);

    assertThat(found.credentials().byProvider()).isNotEmpty();
    assertThat(found.credentials().byProvider().values())
        .allSatisfy(list -> assertThat(list).isNotEmpty());
    assertThat(found.credentials().byProvider().values().stream().flatMap(List::stream))
        .extracting(FoundCredential::id)
        .doesNotHaveDuplicates();
    assertThat(found.text() + found.credentials()).doesNotContain("canary");
  }

  @Provide
  Arbitrary<Map<String, String>> environments() {
    var prefixes =
        Arbitraries.of("OPENAI", "GEMINI", "GEMINI_CLI", "NANO-GPT", "MINE", "1", "", "IFLOW_1");
    var suffixes =
        Arbitraries.of(
            "_API_KEY",
            "_API_KEY_1",
            "_API_KEY_x",
            "_API_KEYS",
            "_API_KEY_",
            "_API_BASE",
            "_MODELS",
            "_1_ACCESS_TOKEN",
            "_1_REFRESH_TOKEN",
            "_ACCESS_TOKEN",
            "_REFRESH_TOKEN",
            "_1_EXPIRY_DATE",
            "_API_KEY_99999999999");
    var names = net.jqwik.api.Combinators.combine(prefixes, suffixes).as(String::concat);
    var values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "sk-canary-aaaa-0001",
                "sk-canary-aaaa-0002",
                " sk-canary-aaaa-0003 ",
                "http://u:canary@h/v1",
                "a\nb",
                "é",
                "\"q\"",
                "",
                "http://127.0.0.1:1/v1",
                "1e9",
                "-5",
                "2026-13-99T00:00:00Z"),
            Arbitraries.strings().ofMaxLength(20));
    return Arbitraries.maps(names, values).ofMaxSize(30);
  }
}
