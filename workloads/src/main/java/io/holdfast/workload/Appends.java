package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.ReadView;
import io.holdfast.client.txn.ScanBuilder;
import io.holdfast.client.txn.Transaction;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.AppendOp;
import io.holdfast.simulation.check.CheckResult;
import io.holdfast.simulation.check.CycleChecker;
import io.holdfast.simulation.check.History;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that read and append to lists of several regions, read-only ones, and some that lock
 * what they only read. The lists show every dependency; strong snapshot isolation forbids the
 * cycles that {@link CycleChecker} looks for. Each attempt of a transaction is one of the history.
 */
public final class Appends implements Workload {
  private static final double READ_ONLY = 0.35;
  private static final double SCANNED = 0.4;
  private static final double LOCKED = 0.2;
  private static final double APPENDS = 0.6;
  private static final int STEPS_MAX = 4;

  /** Transactions that meet each other on several keys at once. */
  private static final double WIDE = 0.1;

  private static final int WIDE_STEPS = 8;

  /** Lists are given up when they are so long: reading them must stay cheap, and new ones come. */
  private static final int LIST_MIN = 5;

  private static final int LIST_MAX = 60;

  private final int keys;
  private final History<List<AppendOp>, List<AppendOp>> history = new History<>();
  private final TreeMap<Integer, Long> successes = new TreeMap<>();
  private final TreeMap<Integer, Integer> generations = new TreeMap<>();
  private long values;
  private @Nullable String late;

  /** Lists of that many keys at a time. */
  public Appends(int keys) {
    this.keys = keys;
  }

  @Override
  public void client(Seat seat) {
    seat.loop(() -> transaction(seat));
  }

  private void transaction(Seat seat) throws InterruptedException {
    RandomGenerator random = seat.random();
    boolean readOnly = random.nextDouble() < READ_ONLY;
    List<AppendOp> wanted = draw(random, readOnly);
    boolean locked = !readOnly && random.nextDouble() < LOCKED;
    Patience patience = Patience.draw(seat);
    int id = history.invoke(seat.process(), wanted, seat.runtime().clock().nanos());
    try {
      List<AppendOp> done =
          readOnly
              ? read(seat.database(), patience, wanted, random.nextDouble() < SCANNED)
              : write(seat.database(), patience, wanted, locked);
      history.ok(id, done);
      successes.merge(seat.client(), 1L, Long::sum);
      retireLongLists(done);
    } catch (CommitUndeterminedException e) {
      history.info(id);
    } catch (TxnException e) {
      history.fail(id);
    }
    late = late == null ? patience.late(seat) : late;
  }

  private static List<AppendOp> read(
      Database database, Patience patience, List<AppendOp> wanted, boolean scanned) {
    return database.read(
        patience.reading(),
        snapshot -> {
          Map<String, List<Long>> found = scanned ? scan(snapshot, wanted) : Map.of();
          List<AppendOp> done = new ArrayList<>();
          for (AppendOp step : wanted) {
            done.add(
                AppendOp.read(
                    step.key(),
                    scanned
                        ? found.getOrDefault(step.key(), List.of())
                        : list(snapshot, step.key())));
          }
          return done;
        });
  }

  /** All lists between those that are wanted, page by page, in either direction. */
  private static Map<String, List<Long>> scan(ReadView view, List<AppendOp> wanted) {
    List<String> keys = wanted.stream().map(AppendOp::key).sorted().toList();
    KeyRange range =
        new KeyRange(Bytes.utf8(keys.get(0)), Bytes.utf8(keys.get(keys.size() - 1)).successor());
    ScanBuilder scan = view.scan(range).batch(1 + keys.size());
    Map<String, List<Long>> found = new TreeMap<>();
    for (KeyValue pair : (keys.size() % 2 == 0 ? scan.reverse() : scan).toList()) {
      found.put(pair.key().toUtf8(), decode(pair.value()));
    }
    return found;
  }

  private static List<AppendOp> write(
      Database database, Patience patience, List<AppendOp> wanted, boolean locked) {
    try (Transaction tx = database.begin(patience.options())) {
      List<AppendOp> done = new ArrayList<>();
      for (AppendOp step : wanted) {
        if (step.append()) {
          List<Long> longer = new ArrayList<>(list(tx, step.key()));
          longer.add(step.value());
          tx.put(Bytes.utf8(step.key()), encode(longer));
          done.add(step);
        } else {
          if (locked) {
            tx.lock(Bytes.utf8(step.key()));
          }
          done.add(AppendOp.read(step.key(), list(tx, step.key())));
        }
      }
      tx.commit();
      return done;
    }
  }

  private static List<Long> list(ReadView view, String key) {
    Bytes value = view.get(Bytes.utf8(key));
    return value == null ? List.of() : decode(value);
  }

  private static List<Long> decode(Bytes value) {
    List<Long> list = new ArrayList<>();
    ByteBuffer buffer = value.asByteBuffer();
    while (buffer.hasRemaining()) {
      list.add(buffer.getLong());
    }
    return list;
  }

  private static Bytes encode(List<Long> list) {
    ByteBuffer buffer = ByteBuffer.allocate(list.size() * Long.BYTES);
    list.forEach(buffer::putLong);
    return Bytes.wrap(buffer.array());
  }

  private List<AppendOp> draw(RandomGenerator random, boolean readOnly) {
    List<AppendOp> steps = new ArrayList<>();
    int count = random.nextDouble() < WIDE ? WIDE_STEPS : 1 + random.nextInt(STEPS_MAX);
    for (int i = 0; i < count; i++) {
      String key = key(random.nextInt(keys));
      steps.add(
          !readOnly && random.nextDouble() < APPENDS
              ? AppendOp.append(key, ++values)
              : AppendOp.read(key));
    }
    return steps;
  }

  private String key(int number) {
    return "list/" + sixDigits(number) + "/" + sixDigits(generations.getOrDefault(number, 0));
  }

  private static String sixDigits(int number) {
    String digits = Integer.toString(number);
    return "0".repeat(Math.max(0, 6 - digits.length())) + digits;
  }

  private int longest(int number) {
    int generation = generations.getOrDefault(number, 0);
    return LIST_MIN + (generation * 17 + number * 5) % (LIST_MAX - LIST_MIN);
  }

  private void retireLongLists(List<AppendOp> done) {
    for (AppendOp step : done) {
      @Nullable List<Long> read = step.read();
      int number = Integer.parseInt(step.key().substring(5, 11));
      if (read != null && read.size() >= longest(number)) {
        if (step.key().equals(key(number))) {
          generations.merge(number, 1, Integer::sum);
        }
      }
    }
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
    return List.of(CycleChecker.check(history, CycleChecker.Level.STRONG_SNAPSHOT_ISOLATION));
  }

  @Override
  public Bytes cut(RandomGenerator random) {
    String list = key(random.nextInt(keys));
    int behind = random.nextInt(1_000_000);
    return Bytes.utf8(behind % 2 == 0 ? list : list + "/" + behind); // At a list, or between two.
  }

  @Override
  public List<Bytes> cuts(int regions) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      cuts.add(Bytes.utf8(String.format(Locale.ROOT, "list/%06d", i % keys)));
    }
    return cuts;
  }

  @Override
  public String describe() {
    return history.count(History.Outcome.OK)
        + " transactions, "
        + history.count(History.Outcome.FAIL)
        + " refused, "
        + history.count(History.Outcome.INFO)
        + " undetermined";
  }
}
