package io.holdfast.bench.sql;

import io.holdfast.bench.load.Window;

/**
 * One operation on one server with one number of sessions, measured.
 *
 * @param allocatedBytes by all processes of the server; -1 when nobody tells
 */
record SqlCell(
    SqlOperation operation, int connections, String target, Window window, long allocatedBytes) {
  double allocatedPerOperation() {
    long done = window.count().done();
    return allocatedBytes < 0 || done == 0 ? -1 : (double) allocatedBytes / done;
  }

  boolean isAbout(SqlCell other) {
    return operation == other.operation && connections == other.connections;
  }
}
