package io.holdfast.sql.txn;

/** Modes in which a transaction holds a table, weakest first (PostgreSQL 15, table 13.2). */
public enum TableMode {
  /** Who reads rows. */
  ACCESS_SHARE(0x01, 0x80),
  /** Who locks rows. */
  ROW_SHARE(0x02, 0xC0),
  /** Who changes rows. */
  ROW_EXCLUSIVE(0x04, 0xF0),
  /** Changes of the table that leave its rows alone; one at a time. */
  SHARE_UPDATE_EXCLUSIVE(0x08, 0xF8),
  /** Nobody changes rows. */
  SHARE(0x10, 0xEC),
  /** Nobody else changes rows. */
  SHARE_ROW_EXCLUSIVE(0x20, 0xFC),
  /** Others only read rows. */
  EXCLUSIVE(0x40, 0xFE),
  /** Nobody else is there. */
  ACCESS_EXCLUSIVE(0x80, 0xFF);

  private final int bit;
  private final int conflicts;

  TableMode(int bit, int conflicts) {
    this.bit = bit;
    this.conflicts = conflicts;
  }

  /** This mode in a set of modes. */
  public int bit() {
    return bit;
  }

  /** True when a transaction may not have this mode while another one has these. */
  public boolean conflictsWith(int modes) {
    return (conflicts & modes) != 0;
  }

  /** True when who has these modes keeps everybody away whom this one would keep away. */
  public boolean coveredBy(int modes) {
    int kept = 0;
    for (TableMode mode : values()) {
      kept |= (modes & mode.bit) == 0 ? 0 : mode.conflicts;
    }
    return (conflicts & ~kept) == 0;
  }

  /**
   * True when it keeps away those who read, lock or change rows: they hold tables without telling
   * other nodes, so they have to be told.
   */
  public boolean isStrong() {
    return conflictsWith(ROW_EXCLUSIVE.bit() | ROW_SHARE.bit() | ACCESS_SHARE.bit());
  }
}
