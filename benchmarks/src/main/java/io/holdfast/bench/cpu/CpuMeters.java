package io.holdfast.bench.cpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The meters of several processes, read together. One thread at a time, as each of them. */
public final class CpuMeters {
  private final List<CpuSource> meters;

  /** Over these, in the order in which they are told. */
  public CpuMeters(List<? extends CpuSource> meters) {
    this.meters = List.copyOf(meters);
  }

  /** Everything used so far, by label. Also to be called at least once a second meanwhile. */
  public Map<String, CpuTimes> sample() {
    Map<String, CpuTimes> times = new LinkedHashMap<>();
    meters.forEach(meter -> times.put(meter.label(), meter.sample()));
    return times;
  }

  /** What was used since an earlier sample, by label. */
  public Map<String, CpuTimes> since(Map<String, CpuTimes> before) {
    Map<String, CpuTimes> used = new LinkedHashMap<>();
    sample()
        .forEach(
            (label, now) -> used.put(label, now.since(before.getOrDefault(label, CpuTimes.NONE))));
    return used;
  }

  /** All of them as one. */
  public static CpuTimes together(Map<String, CpuTimes> used) {
    CpuTimes all = CpuTimes.NONE;
    for (CpuTimes each : used.values()) {
      all = all.plus(each);
    }
    return all;
  }
}
