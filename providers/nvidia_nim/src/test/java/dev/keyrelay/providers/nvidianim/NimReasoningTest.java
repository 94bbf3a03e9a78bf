package dev.keyrelay.providers.nvidianim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.SampleCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NimReasoningTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deepseek-ai/deepseek-v3.1-terminus | low |"
            + " {'reasoning_effort':'low','chat_template_kwargs':{'thinking':true}}",
        "deepseek-ai/deepseek-v3.2 | none |"
            + " {'reasoning_effort':'none','chat_template_kwargs':{'thinking':false}}",
        "deepseek-ai/deepseek-v4-pro | medium |"
            + " {'chat_template_kwargs':{'thinking':true,'reasoning_effort':'high'}}",
        "deepseek-ai/deepseek-v4-flash | xhigh |"
            + " {'chat_template_kwargs':{'thinking':true,'reasoning_effort':'max'}}",
        "deepseek-ai/deepseek-v4-pro | off | {'chat_template_kwargs':{'thinking':false}}",
        "mistralai/mistral-medium-3.5 | low | {'reasoning_effort':'high'}",
        "mistralai/mistral-small-4 | disable | {}",
        "moonshotai/kimi-k2.5 | high | {'chat_template_kwargs':{'thinking':true}}",
        "moonshotai/kimi-k2.5 | none | {'chat_template_kwargs':{'thinking':false}}",
        "meta/llama-4 | low | {'reasoning_effort':'low'}",
      })
  void whatTheClientAsksIsSaidAsTheModelWantsIt(String model, String effort, String sent) {
    var body = SampleCalls.body("{\"reasoning_effort\":\"" + effort + "\"}");
    assertThat(NimReasoning.of(model).apply(body).tree().toString())
        .isEqualTo(sent.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek-ai/deepseek-v3.2",
        "deepseek-ai/deepseek-v4-pro",
        "mistralai/mistral-small-4",
        "moonshotai/kimi-k2.5"
      })
  void aClientThatAsksForNothingGetsTheModelsDefault(String model) {
    var body = SampleCalls.body("{\"messages\":[]}");
    assertThat(NimReasoning.of(model).apply(body)).isSameAs(body);
  }

  @Test
  void aSwitchOfTheClientsOwnWins() {
    var body =
        SampleCalls.body(
            "{\"reasoning_effort\":\"high\",\"chat_template_kwargs\":{\"thinking\":false,\"x\":1}}");
    assertThat(NimReasoning.SWITCH.apply(body)).isSameAs(body);
  }
}
