package dev.keyrelay.server.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a heap is collected, by what it is found to take at each look. */
class HeapWatchTest {

  private static final long MIB = 1L << 20;

  /** Every {@code index} of a look, counted from 1, that collected; what is needed stays. */
  private static List<Integer> collected(long neededMib, long... sizesMib) {
    var at = new ArrayList<Integer>();
    int[] look = {0};
    long[] size = {sizesMib[0] * MIB};
    var watch =
        new HeapWatch(
            () -> size[0],
            () -> {
              at.add(look[0]);
              size[0] = Math.min(size[0], neededMib * MIB);
            });
    assertThatThrownBy(
            () ->
                watch.run(
                    pause -> {
                      if (++look[0] == sizesMib.length) {
                        throw new InterruptedException("the test is over");
                      }
                      size[0] = sizesMib[look[0]] * MIB;
                    }))
        .isInstanceOf(InterruptedException.class);
    return at;
  }

  private static long[] sizes(int looks, long first, long then) {
    var sizes = new long[looks + 1];
    Arrays.fill(sizes, then);
    sizes[0] = first;
    return sizes;
  }

  @Test
  void aHeapThatStaysAsItBeganIsLeftAlone() {
    assertThat(collected(84, sizes(100, 84, 90))).isEmpty();
  }

  @Test
  void growthIsCollectedAtTheNextLook() {
    assertThat(collected(84, 84, 84, 100, 84, 120, 84)).containsExactly(2, 4);
  }

  @Test
  void whatIsNeededIsLookedAtAgainLessAndLessOften() {
    assertThat(collected(200, sizes(120, 84, 200))).containsExactly(1, 16, 46, 106);
  }

  @Test
  void furtherGrowthIsCollectedAtOnce() {
    assertThat(collected(200, 84, 200, 200, 220, 240, 200)).containsExactly(1, 4);
  }
}
