package dev.keyrelay.engine.usage;

/**
 * Up to sixteen fields of packed bytes, each of which costs nothing where it is what it usually is.
 */
final class PackedFields {

  /** Writes the fields of one record, in an order that the reader follows. */
  static final class Writer {
    private final PackedBytes bytes;
    private final int place;
    private int present;
    private int field;

    Writer(PackedBytes bytes) {
      this.bytes = bytes;
      this.place = bytes.reserveShort();
    }

    Writer put(long value, long usual) {
      if (flag(value != usual)) {
        bytes.put(value - usual);
      }
      return this;
    }

    Writer put(double value, double usual) {
      if (flag(Double.doubleToLongBits(value) != Double.doubleToLongBits(usual))) {
        bytes.putDouble(value);
      }
      return this;
    }

    /** A yes or no, which costs nothing; returned as it is. */
    boolean flag(boolean value) {
      present |= value ? 1 << field : 0;
      field++;
      return value;
    }

    void end() {
      bytes.setShort(place, present);
    }
  }

  /** Reads them. */
  static final class Reader {
    private final PackedBytes bytes;
    private int present;

    Reader(PackedBytes bytes) {
      this.bytes = bytes;
      this.present = bytes.nextShort();
    }

    long next(long usual) {
      return flag() ? usual + bytes.next() : usual;
    }

    int nextInt(int usual) {
      return (int) next(usual);
    }

    double nextDouble(double usual) {
      return flag() ? bytes.nextDouble() : usual;
    }

    boolean flag() {
      boolean value = (present & 1) != 0;
      present >>= 1;
      return value;
    }
  }

  private PackedFields() {}
}
