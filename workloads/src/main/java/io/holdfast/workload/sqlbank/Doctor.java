package io.holdfast.workload.sqlbank;

import java.time.Duration;
import java.util.Objects;

/** Goes off duty only while the other one is on: what SERIALIZABLE is for. */
final class Doctor extends Worker {
  private static final Duration BETWEEN_MAX = Duration.ofMillis(100);

  private final SqlBank bank;
  private final int number;

  Doctor(String name, String node, int number, Duration thinkTime, SqlBank bank, Scene scene) {
    super(name, node, thinkTime, scene);
    this.bank = bank;
    this.number = number;
  }

  @Override
  void step(Context context) throws InterruptedException {
    int pair = context.random().nextInt(bank.dutyPairs());
    String own = " WHERE pair = " + pair + " AND doctor = " + number;
    context.sql().execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
    long onDuty = value(context, "SELECT sum(on_duty) FROM duty WHERE pair = " + pair);
    boolean mine = value(context, "SELECT on_duty FROM duty" + own) == 1;
    context.pause(BETWEEN_MAX);
    if (!mine || onDuty > 1) {
      context.query("UPDATE duty SET on_duty = " + (mine ? 0 : 1) + own);
    }
    context.query("COMMIT");
    figures().dutyChanges++;
  }

  private static long value(Context context, String text) {
    return Long.parseLong(Objects.requireNonNull(context.query(text).value()));
  }
}
