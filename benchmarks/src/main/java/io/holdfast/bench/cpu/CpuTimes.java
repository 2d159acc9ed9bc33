package io.holdfast.bench.cpu;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** CPU time of one process by role, at a moment or between two. Immutable. */
public final class CpuTimes {
  /** At or above this the JVMs were still compiling: figures are those of a cold system. */
  public static final double JIT_SHARE_WARM_MAX = 0.02;

  /** Nothing used. */
  public static final CpuTimes NONE = new CpuTimes(Map.of());

  private final TreeMap<String, SchedStat> byRole;

  CpuTimes(Map<String, SchedStat> byRole) {
    this.byRole = new TreeMap<>(byRole);
  }

  /** What was used since {@code earlier}. */
  public CpuTimes since(CpuTimes earlier) {
    TreeMap<String, SchedStat> difference = new TreeMap<>();
    byRole.forEach(
        (role, now) -> {
          SchedStat before = earlier.byRole.get(role);
          difference.put(role, before == null ? now : now.minus(before));
        });
    return new CpuTimes(difference);
  }

  /** The same time under one role, whatever its threads were called. */
  CpuTimes as(String role) {
    return new CpuTimes(Map.of(role, new SchedStat(cpuNanos(), waitNanos())));
  }

  /** Both together. */
  public CpuTimes plus(CpuTimes other) {
    TreeMap<String, SchedStat> sum = new TreeMap<>(byRole);
    other.byRole.forEach((role, times) -> sum.merge(role, times, SchedStat::plus));
    return new CpuTimes(sum);
  }

  /** Roles with their JVM-internal ones in parentheses, in order of name. */
  public Set<String> roles() {
    return new TreeSet<>(byRole.keySet());
  }

  /** On-processor time of one role. */
  public long cpuNanos(String role) {
    SchedStat times = byRole.get(role);
    return times == null ? 0 : times.cpuNanos();
  }

  /** On-processor time of all roles. */
  public long cpuNanos() {
    return byRole.values().stream().mapToLong(SchedStat::cpuNanos).sum();
  }

  /** On-processor time of the compiler threads. */
  public long jitNanos() {
    return cpuNanos(ThreadRole.JIT);
  }

  /** On-processor time of the collector threads. */
  public long gcNanos() {
    return cpuNanos(ThreadRole.GC);
  }

  /** On-processor time without compiler and collector. */
  public long workNanos() {
    return cpuNanos() - jitNanos() - gcNanos();
  }

  /** Share of the on-processor time that went to compilers; 0 when nothing was used. */
  public double jitShare() {
    return cpuNanos() == 0 ? 0 : (double) jitNanos() / cpuNanos();
  }

  /** Time that threads were ready to run and found no processor free. */
  public long waitNanos() {
    return byRole.values().stream().mapToLong(SchedStat::waitNanos).sum();
  }

  /** True iff a role is the JVM's own (compiler, collector, other). */
  public static boolean internal(String role) {
    return role.startsWith("(");
  }

  @Override
  public String toString() {
    return byRole.toString();
  }
}
