package io.holdfast.store.liveness;

/**
 * Whether the clock of another store runs as this one's does (L7), from its readings in answers.
 * The reading was made somewhere between request and answer; only what no delay can explain counts.
 * Nothing is known before the first window is over.
 */
final class ClockWatch {
  /** Shorter ones say more about the network than about the clocks. */
  static final long WINDOW_NANOS = 5_000_000_000L;

  private final int tolerancePercent;
  private boolean begun;
  private boolean agrees;
  private long sent;
  private long received;
  private long read;

  /** Rates may differ by so much. */
  ClockWatch(int tolerancePercent) {
    this.tolerancePercent = tolerancePercent;
  }

  /** An answer to what was sent at {@code sentNow}, received now, with the other's reading. */
  void saw(long sentNow, long receivedNow, long readNow) {
    if (!begun) {
      restart(sentNow, receivedNow, readNow);
      return;
    }
    long shortest = sentNow - received;
    if (shortest < WINDOW_NANOS) {
      return;
    }
    long longest = receivedNow - sent;
    long other = readNow - read;
    agrees =
        other <= longest / 100 * (100 + tolerancePercent)
            && other >= shortest / 100 * (100 - tolerancePercent);
    restart(sentNow, receivedNow, readNow);
  }

  /** Another process answers, perhaps on another machine. */
  void forget() {
    begun = false;
    agrees = false;
  }

  boolean agrees() {
    return agrees;
  }

  private void restart(long sentNow, long receivedNow, long readNow) {
    begun = true;
    sent = sentNow;
    received = receivedNow;
    read = readNow;
  }
}
