package dev.keyrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import org.junit.jupiter.api.Test;

class FrameworkErrorsTest {

  @Test
  void whatWentWrongInsideIsForTheLogAlone() {
    var context =
        ErrorContext.builder(HttpRequest.GET("/v1/chat/completions"))
            .errorMessage("Internal Server Error: /home/me/state.db is locked")
            .build();
    var answer = new FrameworkErrors().processResponse(context, HttpResponse.serverError());
    assertThat(answer.code()).isEqualTo(500);
    assertThat(new String(answer.body(), UTF_8))
        .contains("\"error\"", "the gateway failed; its log says why")
        .doesNotContain("state.db");
  }
}
