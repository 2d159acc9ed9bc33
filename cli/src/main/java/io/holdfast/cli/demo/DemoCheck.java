package io.holdfast.cli.demo;

/**
 * One promise that was checked.
 *
 * @param name what was promised
 * @param times how often it was checked; a check that never ran has failed
 * @param holds whether it held every time
 * @param figure what was seen, for people
 */
public record DemoCheck(String name, long times, boolean holds, String figure) {
  /** True iff it ran and held. */
  public boolean passed() {
    return times > 0 && holds;
  }

  @Override
  public String toString() {
    return String.format("%-6s %-44s %8d x   %s", passed() ? "ok" : "FAILED", name, times, figure);
  }
}
