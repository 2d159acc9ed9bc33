package io.holdfast.workload;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.TxnException;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult;
import io.holdfast.simulation.check.History;
import io.holdfast.simulation.check.RegisterOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Single keys read, blindly written, and compared and set; as transactions of one key or as raw
 * keys. Each key must behave as if it were one register. Every value is written once.
 */
public final class Registers implements Workload {
  private static final double READS = 0.5;
  private static final double WRITES = 0.8; // The rest compares and sets.

  private final boolean raw;
  private final int keys;
  private final List<Bytes> names = new ArrayList<>();
  private final RegisterHistory history = new RegisterHistory();
  private final TreeMap<Integer, Long> successes = new TreeMap<>();
  private final TreeMap<Bytes, @Nullable Bytes> lastSeen = new TreeMap<>();
  private long values;
  private @Nullable String late;

  private Registers(boolean raw, int keys) {
    this.raw = raw;
    this.keys = keys;
  }

  /** Transactions of one key. */
  public static Registers transactional(int keys) {
    return new Registers(false, keys);
  }

  /** Raw keys. */
  public static Registers raw(int keys) {
    return new Registers(true, keys);
  }

  @Override
  public KeyMode keyMode() {
    return raw ? KeyMode.V1_RAW : KeyMode.V1_TXN;
  }

  @Override
  public void client(Seat seat) {
    RegisterCalls calls =
        raw ? new RawRegisterCalls(seat.database()) : new TxnRegisterCalls(seat.database());
    seat.loop(() -> operate(seat, calls));
  }

  private void operate(Seat seat, RegisterCalls calls) throws InterruptedException {
    RegisterOp op = draw(seat.random());
    long now = seat.runtime().clock().nanos();
    RegisterHistory.Asked asked = history.ask(seat.process(), op, repeats(op), now);
    long before = calls.requests() + 1;
    Patience patience = Patience.draw(seat);
    try {
      RegisterOp.Result result = calls.run(op, patience);
      asked.done(result, calls.requests() - before);
      boolean wrote = result.applied() && op.value() != null;
      lastSeen.put(op.key(), wrote ? op.value() : result.value());
      successes.merge(seat.client(), 1L, Long::sum);
    } catch (CommitUndeterminedException e) {
      asked.unknown(calls.requests() - before);
    } catch (TxnException e) {
      if (repeats(op)) {
        asked.unknown(calls.requests() - before);
      } else {
        asked.failed(calls.requests() - before);
      }
    }
    late = late == null && !raw ? patience.late(seat) : late; // Raw calls are not given the scope.
  }

  /** A raw write whose answer is lost is sent again, and may have its effect again. */
  private boolean repeats(RegisterOp op) {
    return raw && op.kind() == RegisterOp.Kind.WRITE;
  }

  private RegisterOp draw(RandomGenerator random) {
    Bytes key = key(random.nextInt(keys));
    double dice = random.nextDouble();
    if (dice < READS) {
      return RegisterOp.read(key);
    }
    Bytes value = Bytes.utf8("v" + ++values);
    return dice < WRITES
        ? RegisterOp.write(key, value)
        : RegisterOp.cas(key, lastSeen.get(key), value);
  }

  private Bytes key(int number) {
    while (names.size() <= number) {
      names.add(Bytes.utf8(text(names.size())));
    }
    return names.get(number);
  }

  private static String text(int number) {
    return String.format(Locale.ROOT, "register/%06d", number);
  }

  @Override
  public long successes(int client) {
    return successes.getOrDefault(client, 0L);
  }

  @Override
  public @Nullable String violation() {
    return late;
  }

  @Override
  public List<CheckResult> judge() {
    return List.of(history.judge());
  }

  @Override
  public Bytes cut(RandomGenerator random) {
    // Somewhere behind the key: there is always another place, and what follows moves away.
    return Bytes.utf8(text(random.nextInt(keys)) + "/" + random.nextInt(1_000_000));
  }

  @Override
  public List<Bytes> cuts(int regions) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      cuts.add(key(i % keys));
    }
    return cuts;
  }

  @Override
  public String describe() {
    return history.count(History.Outcome.OK)
        + " operations, "
        + history.count(History.Outcome.INFO)
        + " undetermined";
  }
}
