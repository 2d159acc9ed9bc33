package io.holdfast.bench.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Reads the CPU time of a process and of all its children, for a server that works in processes. A
 * process is booked under the role that its command line tells; one that ended keeps its last
 * figures, and one born and gone between two samples is missed.
 */
public final class CpuTreeMeter implements CpuSource {
  private static final Path PROC = Path.of("/proc");

  private final String label;
  private final long root;
  private final Path proc;
  private final LongFunction<List<Long>> descendants;
  private final Function<String, String> roleOf;
  private final TreeMap<Long, Member> members = new TreeMap<>();

  /** One process of the tree; its role may change with its title. */
  private static final class Member {
    final CpuMeter meter;
    CpuTimes last = CpuTimes.NONE;
    CpuTimes booked = CpuTimes.NONE;

    Member(CpuMeter meter) {
      this.meter = meter;
    }

    void book(String role) {
      CpuTimes now = meter.sample();
      booked = booked.plus(now.since(last).as(role));
      last = now;
    }
  }

  /** A meter of process {@code root} and what descends from it. */
  public CpuTreeMeter(String label, long root, Function<String, String> roleOf) {
    this(label, root, PROC, CpuTreeMeter::descendants, roleOf);
  }

  CpuTreeMeter(
      String label,
      long root,
      Path proc,
      LongFunction<List<Long>> descendants,
      Function<String, String> roleOf) {
    this.label = label;
    this.root = root;
    this.proc = proc;
    this.descendants = descendants;
    this.roleOf = roleOf;
  }

  private static List<Long> descendants(long pid) {
    return ProcessHandle.of(pid)
        .map(process -> process.descendants().map(ProcessHandle::pid).toList())
        .orElse(List.of());
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public CpuTimes sample() {
    List<Long> present = new ArrayList<>(List.of(root));
    present.addAll(descendants.apply(root));
    for (long pid : present) {
      members
          .computeIfAbsent(pid, fresh -> new Member(new CpuMeter(label, fresh, proc)))
          .book(roleOf.apply(commandLine(pid)));
    }
    CpuTimes all = CpuTimes.NONE;
    for (Member member : members.values()) {
      all = all.plus(member.booked);
    }
    return all;
  }

  /** Empty for a process that ended meanwhile. */
  private String commandLine(long pid) {
    try {
      return Files.readString(proc.resolve(Long.toString(pid)).resolve("cmdline"))
          .replace('\0', ' ')
          .strip();
    } catch (IOException e) {
      return "";
    }
  }
}
