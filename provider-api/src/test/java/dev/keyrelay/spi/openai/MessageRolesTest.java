package dev.keyrelay.spi.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.SampleCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRolesTest {

  @Test
  void everyMessageOfTheRoleGetsTheOther() {
    var body =
        SampleCalls.body(
            "{\"messages\":[{\"role\":\"developer\",\"content\":\"a\"},{\"role\":\"user\","
                + "\"content\":\"developer\"},{\"role\":\"developer\",\"content\":\"b\"}],\"n\":1.0}");
    assertThat(MessageRoles.renamed(body, "developer", "system"))
        .isEqualTo(
            SampleCalls.body(
                "{\"messages\":[{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"user\","
                    + "\"content\":\"developer\"},{\"role\":\"system\",\"content\":\"b\"}],\"n\":1.0}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"messages\":null}",
        "{\"messages\":\"developer\"}",
        "{\"messages\":[null,{\"role\":\"user\",\"content\":\"developer\"}]}",
        "{\"role\":\"developer\"}",
        "{\"messages\":[{\"role\":\"developers\"}]}"
      })
  void anyOtherBodyIsTheSame(String json) {
    var body = SampleCalls.body(json);
    assertThat(MessageRoles.renamed(body, "developer", "system")).isSameAs(body);
  }
}
