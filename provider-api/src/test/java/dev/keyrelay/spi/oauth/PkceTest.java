package dev.keyrelay.spi.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PkceTest {

  @Test
  void challengeIsThatOfTheStandardsExample() {
    assertThat(Pkce.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }

  @Test
  void proofKeysHave256BitsAndDiffer() {
    var random = new SecureRandom();
    var one = Pkce.of(random);
    var two = Pkce.of(random);

    assertThat(one.verifier().reveal()).hasSize(43).matches("[A-Za-z0-9_-]+");
    assertThat(one.challenge()).isEqualTo(Pkce.challenge(one.verifier().reveal()));
    assertThat(one).isNotEqualTo(two);
    assertThat(one.toString()).doesNotContain(one.verifier().reveal());
  }
}
