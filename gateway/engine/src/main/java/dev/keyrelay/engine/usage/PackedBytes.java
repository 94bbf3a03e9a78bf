package dev.keyrelay.engine.usage;

import java.util.Arrays;

/** Numbers as bytes: small ones, below zero too, take few. */
final class PackedBytes {

  private static final int PAYLOAD = 0x7f;
  private static final int MORE = 0x80;
  private static final int BYTE = 0xff;

  private byte[] bytes;
  private int at;

  /** Bytes to be read. */
  PackedBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Bytes to be written. */
  PackedBytes() {
    this(new byte[128]);
  }

  /** What was written. */
  byte[] written() {
    return Arrays.copyOf(bytes, at);
  }

  /** Leaves room for {@link #setShort}; where it is. */
  int reserveShort() {
    room(2);
    at += 2;
    return at - 2;
  }

  void setShort(int place, int value) {
    bytes[place] = (byte) value;
    bytes[place + 1] = (byte) (value >> 8);
  }

  int nextShort() {
    int value = (bytes[at] & BYTE) | ((bytes[at + 1] & BYTE) << 8);
    at += 2;
    return value;
  }

  void put(long value) {
    room(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~PAYLOAD) != 0) {
      bytes[at++] = (byte) (rest | MORE);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  long next() {
    long rest = 0;
    int shift = 0;
    byte one;
    do {
      one = bytes[at++];
      rest |= (long) (one & PAYLOAD) << shift;
      shift += 7;
    } while (one < 0);
    return (rest >>> 1) ^ -(rest & 1);
  }

  /** Eight bytes. */
  void putDouble(double value) {
    room(Double.BYTES);
    long bits = Double.doubleToLongBits(value);
    for (int i = 0; i < Double.BYTES; i++) {
      bytes[at++] = (byte) (bits >>> (i * Byte.SIZE));
    }
  }

  double nextDouble() {
    long bits = 0;
    for (int i = 0; i < Double.BYTES; i++) {
      bits |= (long) (bytes[at++] & BYTE) << (i * Byte.SIZE);
    }
    return Double.longBitsToDouble(bits);
  }

  private void room(int more) {
    if (at + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
  }
}
