package dev.keyrelay.engine.pool;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The members of one priority that nothing is known to hold back, for one model. Adding, removing,
 * drawing at random and finding the next in order cost the same for ten members as for ten thousand
 * (the last but for scanning one bit per member, 64 at a time).
 */
final class ReadySet {

  private static final int ABSENT = -1;

  private final int priority;
  private final Member[] members;
  private final int[] positions;
  private final BitSet present;
  private int size;

  /** A set over a pool of {@code capacity} members, empty at first. */
  ReadySet(int priority, int capacity) {
    this.priority = priority;
    this.members = new Member[capacity];
    this.positions = new int[capacity];
    this.present = new BitSet(capacity);
    Arrays.fill(positions, ABSENT);
  }

  int priority() {
    return priority;
  }

  int size() {
    return size;
  }

  int capacity() {
    return positions.length;
  }

  Member at(int position) {
    return members[position];
  }

  boolean contains(Member member) {
    return positions[member.index] != ABSENT;
  }

  void add(Member member) {
    if (positions[member.index] == ABSENT) {
      members[size] = member;
      positions[member.index] = size++;
      present.set(member.index);
    }
  }

  void remove(Member member) {
    int position = positions[member.index];
    if (position == ABSENT) {
      return;
    }
    swap(position, size - 1);
    size--;
    positions[member.index] = ABSENT;
    present.clear(member.index);
  }

  void swap(int first, int second) {
    Member one = members[first];
    Member two = members[second];
    members[first] = two;
    members[second] = one;
    positions[two.index] = first;
    positions[one.index] = second;
  }

  /**
   * The position of the first present member at or after an index of the pool, or of the very first
   * one if there is none; -1 if the set is empty.
   */
  int positionAround(int index) {
    int next = present.nextSetBit(index);
    int found = next < 0 ? present.nextSetBit(0) : next;
    return found < 0 ? -1 : positions[found];
  }
}
