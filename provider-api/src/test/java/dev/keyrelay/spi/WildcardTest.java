package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, gpt-4o, true",
    "gpt-4o, gpt-4o-mini, false",
    "gpt*, gpt-4o, true",
    "*, '', true",
    "*-preview*, gemini-3-preview-05, true",
    "*a*b, aXbXaXc, false",
    "gpt-?, gpt-5, true",
    "gpt-?, gpt-, false",
    "m[12], m2, true",
    "m[12], m3, false",
    "m[12], m12, false",
    "*[3-5]-*, claude-4-opus, true",
    "*[3-5], gpt-6, false",
    "gpt-[!3-5]*, gpt-6-sol, true",
    "gpt-[!3-5]*, gpt-4o, false",
    "a[]]b, a]b, true",
    "a[!]]b, axb, true",
    "a[!]]b, a]b, false",
    "a[-z]b, a-b, true",
    "a[b, a[b, true",
    "a[], a[], true",
    "x[*], x*, true",
    "x[*], xy, false"
  })
  void aPatternStandsForTheWholeText(String pattern, String text, boolean matches) {
    assertThat(Wildcard.matches(pattern, text)).isEqualTo(matches);
  }
}
