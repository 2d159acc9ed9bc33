package io.holdfast.bench.ycsb;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Where the keys of YCSB are cut into regions. */
final class Layout {
  private static final String KEY_PREFIX = "usertable:user";

  /**
   * YCSB's keys end in a hash of up to 19 digits below 2^63, so their first two digits are spread
   * evenly between 10 and 92.
   */
  private static final int DIGITS_MIN = 10;

  private static final int DIGITS_MAX = 92;

  /** More cuts than that would fall together. */
  static final int REGIONS_MAX = DIGITS_MAX - DIGITS_MIN;

  private Layout() {}

  /** Keys at which the records fall into so many equal parts. */
  static List<Bytes> cuts(int regions) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      cuts.add(Bytes.utf8(KEY_PREFIX + (DIGITS_MIN + REGIONS_MAX * i / regions)));
    }
    return cuts;
  }
}
