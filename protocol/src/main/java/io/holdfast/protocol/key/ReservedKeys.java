package io.holdfast.protocol.key;

import io.holdfast.runtime.base.Bytes;

/**
 * The part of the transactional key space that SQL keeps its catalogue and its rows in. Only who
 * asks for it by name may write there (rule SQL-10); everybody may read. As small as can be, since
 * clients of others use this key space too: no key of printable characters is in it but five of
 * three letters.
 *
 * <pre>
 *   sm v, sm o, sm x, sm r, sm n          counters: these very keys
 *   sm d, sm s, sm t, sm g, sm b          descriptors: a number follows, whose first byte is small
 *   st                                    rows: likewise
 * </pre>
 */
public final class ReservedKeys {
  /** First bytes of numbers that can be reached: they are handed out in order. */
  private static final int NUMBERS_END = 0x20;

  private static final String COUNTERS = "voxrn";
  private static final String DESCRIPTORS = "dstgb";

  private ReservedKeys() {}

  /** True for a key, not encoded, that belongs to SQL. */
  public static boolean contains(Bytes key) {
    if (key.length() < 3 || key.byteAt(0) != 's') {
      return false;
    }
    int third = key.byteAt(2) & 0xff;
    if (key.byteAt(1) == 't') {
      return third < NUMBERS_END;
    }
    if (key.byteAt(1) != 'm') {
      return false;
    }
    boolean bare = key.length() == 3;
    return bare
        ? COUNTERS.indexOf(third) >= 0
        : DESCRIPTORS.indexOf(third) >= 0 && (key.byteAt(3) & 0xff) < NUMBERS_END;
  }
}
