package dev.keyrelay.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerRoomTest {

  private static final long MIB = 1 << 20;

  private final AnswerRoom room = new AnswerRoom(10 * MIB);

  @Test
  void anAnswerTakesItsCopiesUntilItIsClosed() {
    try (var place = room.place(2)) {
      assertThat(place.fits(2 * MIB)).isTrue();
      assertThat(place.fits(3 * MIB)).isTrue();
      assertThat(room.taken()).isEqualTo(6 * MIB);
    }
    assertThat(room.taken()).isZero();
  }

  @Test
  void anAnswerDoesNotFitBesideOthersThatFillTheRoom() {
    var first = room.place(2);
    assertThat(first.fits(3 * MIB)).isTrue();
    try (var second = room.place(2)) {
      assertThat(second.fits(2 * MIB)).isTrue();
      assertThat(second.fits(3 * MIB)).isFalse();
      first.close();
      assertThat(second.fits(3 * MIB)).isTrue();
    }
    assertThat(room.taken()).isZero();
  }

  @Test
  void smallAnswersAreNotCounted() {
    try (var place = room.place(5)) {
      assertThat(place.fits(MIB - 1)).isTrue();
      assertThat(room.taken()).isZero();
    }
  }

  @Test
  void aSizeThatNoMemoryHoldsIsRefused() {
    try (var place = room.place(2)) {
      assertThat(place.fits(999_999_999_999_999_999L)).isFalse();
    }
  }
}
