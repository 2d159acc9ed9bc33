package io.holdfast.bench.cpu;

/** Something whose processor time can be read: one process, or one with all its children. */
public interface CpuSource {
  /** Column title. */
  String label();

  /** Everything used so far; what has ended keeps its last figures. One thread at a time. */
  CpuTimes sample();
}
