package io.holdfast.bench.cpu;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the CPU time of one process. What a thread used between two samples is booked to the role
 * its name had at the second one, so a thread that ends, or is renamed, takes nothing away; threads
 * born and gone between two samples are missed, so sample at least once a second.
 */
public final class CpuMeter implements CpuSource {
  private static final Path PROC = Path.of("/proc");

  private final String label;
  private final Path tasks;
  private final Map<String, SchedStat> lastByThread = new HashMap<>();
  private final TreeMap<String, SchedStat> booked = new TreeMap<>();

  /** A meter of process {@code pid}, shown as {@code label}. */
  public CpuMeter(String label, long pid) {
    this(label, pid, PROC);
  }

  CpuMeter(String label, long pid, Path proc) {
    this.label = label;
    this.tasks = proc.resolve(Long.toString(pid)).resolve("task");
  }

  /** A meter of this process. */
  public static CpuMeter ofThisProcess(String label) {
    return new CpuMeter(label, ProcessHandle.current().pid());
  }

  /** True iff this kernel keeps the figures. */
  public static boolean supported() {
    return Files.isReadable(PROC.resolve("self/schedstat"));
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public CpuTimes sample() {
    Set<String> present = new HashSet<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String id = thread.getFileName().toString();
        present.add(id);
        book(id, thread);
      }
      // A later thread under the same id must not be taken for this one.
      lastByThread.keySet().retainAll(present);
    } catch (IOException | DirectoryIteratorException e) {
      lastByThread.clear(); // The process ended: what it used by the last sample stays booked.
    }
    return new CpuTimes(booked);
  }

  private void book(String id, Path thread) {
    String role;
    SchedStat now;
    try {
      role = ThreadRole.of(Files.readString(thread.resolve("comm")).strip());
      now = SchedStat.parse(Files.readString(thread.resolve("schedstat"))).orElse(null);
    } catch (IOException e) {
      return; // The thread ended between the listing and the reading.
    }
    if (now == null) {
      return;
    }
    SchedStat before = lastByThread.put(id, now);
    boolean sameThread = before != null && before.cpuNanos() <= now.cpuNanos();
    booked.merge(role, sameThread ? now.minus(before) : now, SchedStat::plus);
  }
}
