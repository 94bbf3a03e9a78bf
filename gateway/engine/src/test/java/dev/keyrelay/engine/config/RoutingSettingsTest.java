package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.RoutingSettings.ToGroup;
import dev.keyrelay.engine.config.RoutingSettings.ToModel;
import dev.keyrelay.spi.FailureKind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingSettingsTest {

  private final Findings findings = new Findings();

  private RoutingSettings read(Map<String, String> variables) {
    return RoutingSettings.read(new Settings(Environment.of(variables), findings));
  }

  @Test
  void groupsAndAliasesAreReadAndComparedFolded() {
    var routing =
        read(
            Map.of(
                "FALLBACK_GROUP_BIG_ONES", "openai/gpt-5@native, anthropic/claude, openai/gpt-5",
                "FALLBACK_GROUP_BIG_ONES_FAILOVER_ON", "authentication, context_too_long",
                "FALLBACK_GROUP_BIG_ONES_STOP_ON", "rate_limit",
                "FALLBACK_GROUP_BIG_ONES_STREAMING_POLICY", "never",
                "MODEL_ROUTE_GPT_4O", "group:Big-Ones",
                "MODEL_ROUTE_FAST", "groq/org/llama@1"));

    assertThat(routing.route("gpt-4o")).contains(new ToGroup("big-ones"));
    assertThat(routing.route("FAST")).contains(new ToModel("groq/org/llama@1"));
    assertThat(routing.route("other")).isEmpty();
    assertThat(routing.group("big_ones"))
        .contains(
            new FallbackGroup(
                "big-ones",
                java.util.List.of("openai/gpt-5", "anthropic/claude"),
                Set.of(FailureKind.BAD_CREDENTIAL, FailureKind.CONTEXT_TOO_LONG),
                Set.of(FailureKind.RATE_LIMITED, FailureKind.REQUEST_RATE, FailureKind.TOKEN_RATE),
                false));
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void theModelAskedForComesFirstAmongItsStandIns() {
    var routing = read(Map.of("MODEL_FALLBACK_GROUPS", "[[\"a/1\",\"b/2\",\"c/3\"],[\"d/4\"]]"));

    assertThat(routing.standIns("b/2")).containsExactly("b/2", "a/1", "c/3");
    assertThat(routing.standIns("d/4")).containsExactly("d/4");
    assertThat(routing.standIns("e/5")).containsExactly("e/5");
  }

  @Test
  void namesLeadToModelsInOneStepSoThatNoneLeadsBackToItself() {
    var routing =
        read(
            Map.of(
                "FALLBACK_GROUP_A", "b,OpenAI/m",
                "MODEL_ROUTE_B", "a",
                "MODEL_ROUTE_C", "c",
                "MODEL_FALLBACK_GROUPS", "[[\"A/1\",\"b/2\"]]"));

    assertThat(routing.groups().get("a").models()).containsExactly("openai/m");
    assertThat(routing.routes()).isEmpty();
    assertThat(routing.standIns("a/1")).containsExactly("a/1", "b/2");
    assertThat(findings.all())
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.toString()).contains("is an alias or a group itself"));
  }

  @Test
  void whatDoesNotHoldIsReportedAndLeftOut() {
    var routing =
        read(
            Map.of(
                "FALLBACK_GROUP_A", "no-provider",
                "MODEL_ROUTE_X", "group:missing",
                "MODEL_ROUTE_Y", "bare",
                "MODEL_FALLBACK_GROUPS", "[[",
                "FALLBACK_GROUP_B", "a/b",
                "FALLBACK_GROUP_B_STOP_ON", "sunshine"));

    assertThat(routing.groups()).containsOnlyKeys("b");
    assertThat(routing.routes()).isEmpty();
    assertThat(routing.sets()).isEmpty();
    assertThat(findings.all()).hasSize(5);
  }
}
