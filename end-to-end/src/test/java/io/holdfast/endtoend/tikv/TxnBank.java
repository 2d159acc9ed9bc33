package io.holdfast.endtoend.tikv;

import static io.holdfast.endtoend.tikv.Published.bytes;
import static io.holdfast.endtoend.tikv.Published.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tikv.common.BytePairWrapper;
import org.tikv.common.ByteWrapper;
import org.tikv.common.TiSession;
import org.tikv.common.exception.TiBatchWriteException;
import org.tikv.common.exception.TiKVException;
import org.tikv.common.util.ConcreteBackOffer;
import org.tikv.kvproto.Kvrpcpb.KvPair;
import org.tikv.shade.com.google.protobuf.ByteString;
import org.tikv.shade.io.grpc.StatusRuntimeException;
import org.tikv.txn.KVClient;
import org.tikv.txn.TwoPhaseCommitter;

/**
 * Accounts whose sum never changes, moved about by threads through the published client's two-phase
 * commit, and a reader that sums them all in one snapshot. Only the sum is judged: a commit that
 * nobody knows the end of may have happened or not, but never half.
 */
@SuppressWarnings("try") // The published client's close() may be interrupted.
final class TxnBank implements AutoCloseable {
  private static final int OPENING = 100;
  private static final long LOCK_TTL_MILLIS = 1_000;

  /** Small, so that a transfer that lost a race is given up and not repeated. */
  private static final int BACK_OFF_MILLIS = 400;

  private static final int PATIENT_BACK_OFF_MILLIS = 10_000;

  private final TiSession session;
  private final String prefix;
  private final int accounts;
  private final AtomicInteger committed = new AtomicInteger();
  private final List<Thread> tellers = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  TxnBank(TiSession session, String prefix, int accounts) {
    this.session = session;
    this.prefix = prefix;
    this.accounts = accounts;
  }

  String key(int account) {
    return String.format("%s%02d", prefix, account);
  }

  int expectedSum() {
    return accounts * OPENING;
  }

  void open() throws Exception {
    List<BytePairWrapper> pairs = new ArrayList<>();
    for (int i = 0; i < accounts; i++) {
      pairs.add(new BytePairWrapper(raw(key(i)), raw(Integer.toString(OPENING))));
    }
    commit(session.getTimestamp().getVersion(), pairs, PATIENT_BACK_OFF_MILLIS);
  }

  void start(int threads) {
    for (int i = 0; i < threads; i++) {
      long seed = i;
      Thread teller = new Thread(() -> run(new SplittableRandom(seed)), "teller-" + i);
      teller.setDaemon(true);
      tellers.add(teller);
      teller.start();
    }
  }

  private void run(SplittableRandom random) {
    while (!stopped) {
      int from = random.nextInt(accounts);
      int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
      try {
        transfer(from, to, 1 + random.nextInt(5));
        committed.incrementAndGet();
      } catch (TiBatchWriteException | TiKVException | StatusRuntimeException e) {
        // Lost a race, met a fault, or nobody knows: the sum must hold in every case.
      } catch (Exception | AssertionError e) {
        failure.compareAndSet(null, e);
        return;
      }
    }
  }

  private void transfer(int from, int to, int amount) throws Exception {
    long startTs = session.getTimestamp().getVersion();
    int[] balances = balances(List.of(bytes(key(from)), bytes(key(to))), startTs);
    commit(
        startTs,
        List.of(
            new BytePairWrapper(raw(key(from)), raw(Integer.toString(balances[0] - amount))),
            new BytePairWrapper(raw(key(to)), raw(Integer.toString(balances[1] + amount)))),
        BACK_OFF_MILLIS);
  }

  private void commit(long startTs, List<BytePairWrapper> pairs, int backOffMillis)
      throws Exception {
    byte[] primary = pairs.get(0).getKey();
    List<BytePairWrapper> others = pairs.subList(1, pairs.size());
    try (TwoPhaseCommitter committer = new TwoPhaseCommitter(session, startTs, LOCK_TTL_MILLIS)) {
      committer.prewritePrimaryKey(
          ConcreteBackOffer.newCustomBackOff(backOffMillis), primary, pairs.get(0).getValue());
      committer.prewriteSecondaryKeys(primary, others.iterator(), backOffMillis);
      long commitTs = session.getTimestamp().getVersion();
      committer.commitPrimaryKey(
          ConcreteBackOffer.newCustomBackOff(backOffMillis), primary, commitTs);
      committer.commitSecondaryKeys(
          others.stream().map(pair -> new ByteWrapper(pair.getKey())).iterator(),
          commitTs,
          backOffMillis);
    }
  }

  /** A client of its own for each snapshot: the published one carries resolved locks over. */
  private int[] balances(List<ByteString> keys, long ts) throws Exception {
    try (KVClient reader = session.createKVClient()) {
      List<KvPair> pairs =
          reader.batchGet(
              ConcreteBackOffer.newCustomBackOff(PATIENT_BACK_OFF_MILLIS),
              new ArrayList<>(keys), // It sorts what it is given.
              ts);
      int[] balances = new int[keys.size()];
      int found = 0;
      for (KvPair pair : pairs) {
        balances[keys.indexOf(pair.getKey())] = Integer.parseInt(pair.getValue().toStringUtf8());
        found++;
      }
      if (found != keys.size()) {
        throw new AssertionError("of " + keys.size() + " accounts only " + found + " are there");
      }
      return balances;
    }
  }

  /** All accounts in one snapshot. */
  int sum() throws Exception {
    List<ByteString> keys = new ArrayList<>();
    for (int i = 0; i < accounts; i++) {
      keys.add(bytes(key(i)));
    }
    int sum = 0;
    for (int balance : balances(keys, session.getTimestamp().getVersion())) {
      sum += balance;
    }
    return sum;
  }

  /** Returns when that many more transfers have been committed. */
  void awaitMore(int count) {
    int from = committed.get();
    Eventually.isTrue(
        count + " more transfers",
        Wire.PATIENCE.multipliedBy(2),
        () -> committed.get() >= from + count);
  }

  void stop() throws InterruptedException {
    stopped = true;
    for (Thread teller : tellers) {
      teller.join(TimeUnit.SECONDS.toMillis(60));
      if (teller.isAlive()) {
        throw new AssertionError("a teller does not end");
      }
    }
    Throwable met = failure.get();
    if (met != null) {
      throw new AssertionError("a teller met what must not be", met);
    }
  }

  @Override
  public void close() {
    stopped = true;
  }
}
