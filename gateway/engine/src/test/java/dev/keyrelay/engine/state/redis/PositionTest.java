package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {

  @Test
  void newsIsNewOnceFromEachInstance() {
    var position = new Position();

    assertThat(position.pass("1-0", "a", 1)).isTrue();
    assertThat(position.pass("2-0", "b", 1)).isTrue();
    assertThat(position.pass("3-0", "a", 1)).isFalse();
    assertThat(position.pass("4-0", "a", 2)).isTrue();
    assertThat(position.last()).isEqualTo("4-0");
  }

  @Test
  void whoReadsWhatWasWrittenGoesOnThere() {
    var position = new Position();
    position.pass("1-0", "a", 5);
    position.pass("2-0", "b", 9);

    var read = Position.of(position.text("self", 3));

    assertThat(read.last()).isEqualTo("2-0");
    assertThat(read.pass("3-0", "a", 5)).isFalse();
    assertThat(read.pass("4-0", "b", 10)).isTrue();
    assertThat(read.pass("5-0", "self", 3)).isFalse();
    assertThat(read.pass("6-0", "self", 4)).isTrue();
    assertThat(read.pass("7-0", "new", 1)).isTrue();
  }

  @Test
  void itStaysSmallHoweverManyInstancesTell() {
    var position = new Position();
    for (int i = 0; i < 100_000; i++) {
      position.pass(i + "-0", "instance-" + i, 1);
    }

    assertThat(position.text("self", 1)).hasSizeLessThan(2_000);
    assertThat(position.pass("x", "instance-99999", 1)).isFalse();
  }
}
