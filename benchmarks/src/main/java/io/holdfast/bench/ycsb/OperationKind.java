package io.holdfast.bench.ycsb;

import java.util.Locale;

/** What YCSB asks for, in the order of the report. */
enum OperationKind {
  READ,
  UPDATE,
  INSERT,
  SCAN,
  DELETE,
  /** A read and an update of the same record, measured together as well as apart. */
  READ_MODIFY_WRITE;

  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
