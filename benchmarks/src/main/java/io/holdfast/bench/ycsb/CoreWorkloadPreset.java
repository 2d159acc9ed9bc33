package io.holdfast.bench.ycsb;

import java.util.Properties;

/** The six published core workloads of YCSB. */
public enum CoreWorkloadPreset {
  /** Session store: half reads, half updates. */
  A("update heavy", 0.5, 0.5, 0, 0, 0, "zipfian"),
  /** Photo tags: reads with few updates. */
  B("read mostly", 0.95, 0.05, 0, 0, 0, "zipfian"),
  /** Profile cache: reads only. */
  C("read only", 1, 0, 0, 0, 0, "zipfian"),
  /** Status updates: the newest records are read most. */
  D("read latest", 0.95, 0, 0.05, 0, 0, "latest"),
  /** Threads of conversation: short scans. */
  E("short ranges", 0, 0, 0.05, 0.95, 0, "zipfian"),
  /** User database: read, change, write back. */
  F("read-modify-write", 0.5, 0, 0, 0, 0.5, "zipfian");

  private final String title;
  private final double reads;
  private final double updates;
  private final double inserts;
  private final double scans;
  private final double readModifyWrites;
  private final String distribution;

  CoreWorkloadPreset(
      String title,
      double reads,
      double updates,
      double inserts,
      double scans,
      double readModifyWrites,
      String distribution) {
    this.title = title;
    this.reads = reads;
    this.updates = updates;
    this.inserts = inserts;
    this.scans = scans;
    this.readModifyWrites = readModifyWrites;
    this.distribution = distribution;
  }

  /** What it stands for, in two or three words. */
  String title() {
    return title;
  }

  /** The properties of the published workload file, for {@code CoreWorkload.init}. */
  Properties properties(long records, long operations, int threads) {
    Properties properties = new Properties();
    set(properties, "recordcount", Long.toString(records));
    set(properties, "operationcount", Long.toString(operations));
    set(properties, "threadcount", Integer.toString(threads));
    set(properties, "readallfields", "true");
    set(properties, "readproportion", Double.toString(reads));
    set(properties, "updateproportion", Double.toString(updates));
    set(properties, "insertproportion", Double.toString(inserts));
    set(properties, "scanproportion", Double.toString(scans));
    set(properties, "readmodifywriteproportion", Double.toString(readModifyWrites));
    set(properties, "requestdistribution", distribution);
    set(properties, "maxscanlength", "100");
    set(properties, "scanlengthdistribution", "uniform");
    return properties;
  }

  private static void set(Properties properties, String name, String value) {
    properties.setProperty(name, value);
  }
}
