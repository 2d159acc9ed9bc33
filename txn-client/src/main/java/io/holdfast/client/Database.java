package io.holdfast.client;

import io.holdfast.client.Topology.PdInfo;
import io.holdfast.client.error.ClientClosedException;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.FutureTimestampException;
import io.holdfast.client.error.IncompatibleClusterException;
import io.holdfast.client.error.RetryableException;
import io.holdfast.client.error.TxnTimeoutException;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.rpc.Operations;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.scope.Cancellation;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.client.txn.Transaction;
import io.holdfast.client.txn.TxnServices;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a cluster; one per process is enough. Thread-safe.
 *
 * <p>{@link #transact} runs a function in a transaction and runs it again, in a fresh one, while it
 * meets conflicts or unreachable regions: the function may run several times and must have no other
 * effects. It is never run again after a commit whose outcome could not be learnt; that is a {@link
 * CommitUndeterminedException}.
 */
public final class Database implements AutoCloseable {
  private static final long RETRY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long RETRY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(250);

  /** How long closing waits for commits of secondary keys that are under way. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  private final Wiring wiring;
  private final Operations operations;
  private final @Nullable ThreadedRuntime ownRuntime;
  private final ThreadLocal<Boolean> inTransact = ThreadLocal.withInitial(() -> false);

  private Database(Wiring wiring, @Nullable ThreadedRuntime ownRuntime) {
    this.wiring = wiring;
    this.operations = wiring.operations();
    this.ownRuntime = ownRuntime;
  }

  /**
   * Connects with threads of its own. Fails with {@link IncompatibleClusterException}, or {@link
   * io.holdfast.client.error.RegionUnavailableException} when no placement driver answers in time.
   */
  public static Database connect(ClientConfig config) {
    ThreadedRuntime runtime = new ThreadedRuntime("client");
    try {
      return new Database(Wiring.connect(runtime, config, what -> {}), runtime);
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  /** Connects on a runtime of the caller, which stays open when the database is closed. */
  public static Database connect(NodeRuntime runtime, ClientConfig config) {
    return connect(runtime, config, what -> {});
  }

  /**
   * As {@link #connect(NodeRuntime, ClientConfig)}; while no placement driver answers, {@code
   * waiting} is told so every few seconds, on a thread of the client that it must not block.
   */
  public static Database connect(
      NodeRuntime runtime, ClientConfig config, Consumer<String> waiting) {
    return new Database(Wiring.connect(runtime, config, waiting), null);
  }

  /** Runs {@code body} in a transaction and commits it; retries as the class says. */
  public <R> R transact(Function<? super Transaction, ? extends R> body) {
    return transact(TxOptions.defaults(), body);
  }

  /** As {@link #transact(Function)} for a function without a result. */
  public void run(Consumer<? super Transaction> body) {
    run(TxOptions.defaults(), body);
  }

  /** As {@link #run(Consumer)}, with options. */
  public void run(TxOptions options, Consumer<? super Transaction> body) {
    transact(
        options,
        tx -> {
          body.accept(tx);
          return Boolean.TRUE;
        });
  }

  /** As {@link #transact(Function)}, with options. */
  public <R> R transact(TxOptions options, Function<? super Transaction, ? extends R> body) {
    wiring.requireTransactions();
    if (inTransact.get()) {
      throw new IllegalStateException(
          "transact inside transact: the inner transaction would not be part of the outer one; "
              + "use the Transaction that the function was given");
    }
    inTransact.set(true);
    try {
      return attempts(options, body);
    } finally {
      inTransact.remove();
    }
  }

  private <R> R attempts(TxOptions options, Function<? super Transaction, ? extends R> body) {
    long deadlineNanos = wiring.now() + options.timeout().toNanos();
    Backoff backoff = wiring.newBackoff(RETRY_NANOS_MIN, RETRY_NANOS_MAX);
    for (int attempt = 1; ; attempt++) {
      RetryableException reason;
      try (Transaction tx = begin(deadlineNanos, options)) {
        R result = body.apply(tx);
        if (tx.isActive()) {
          tx.commit();
        }
        return result;
      } catch (RetryableException e) {
        reason = e;
      }
      long delayNanos = backoff.nextDelayNanos();
      if (outOfTime(options, attempt, deadlineNanos, delayNanos)) {
        throw gaveUp(attempt, reason);
      }
      operations.sleep(delayNanos, options.scope());
    }
  }

  private boolean outOfTime(TxOptions options, int attempt, long deadlineNanos, long delayNanos) {
    return attempt >= options.maxAttempts() || wiring.now() + delayNanos - deadlineNanos >= 0;
  }

  private static TxnTimeoutException gaveUp(int attempts, Throwable reason) {
    return new TxnTimeoutException(
        "gave up after " + attempts + " attempts, last: " + reason.getMessage(), reason);
  }

  /**
   * As {@link #transact(Function)}, without blocking: {@code body} runs on the callback loop of
   * this client and must not block.
   */
  public <R> CompletableFuture<R> transactAsync(
      Function<? super Transaction, ? extends CompletableFuture<R>> body) {
    return transactAsync(TxOptions.defaults(), body);
  }

  /** As {@link #transactAsync(Function)}, with options. */
  public <R> CompletableFuture<R> transactAsync(
      TxOptions options, Function<? super Transaction, ? extends CompletableFuture<R>> body) {
    wiring.requireTransactions();
    long deadlineNanos = wiring.now() + options.timeout().toNanos();
    return new AsyncTransact<R>(
            operations,
            () -> startBegin(deadlineNanos, options),
            body,
            options.scope(),
            wiring.newBackoff(RETRY_NANOS_MIN, RETRY_NANOS_MAX),
            (attempt, delayNanos) -> outOfTime(options, attempt, deadlineNanos, delayNanos),
            Database::gaveUp)
        .run();
  }

  /** Begins a transaction that the caller commits or rolls back. */
  public Transaction begin() {
    return begin(TxOptions.defaults());
  }

  /** As {@link #begin()}; time limit and scope of the options apply. */
  public Transaction begin(TxOptions options) {
    wiring.requireTransactions();
    return begin(wiring.now() + options.timeout().toNanos(), options);
  }

  /**
   * As {@link #begin(TxOptions)}, at a start timestamp taken earlier. Conflicts are detected from
   * there on. Asks nobody; refuses a start point that was used before.
   */
  public Transaction begin(StartPoint start, TxOptions options) {
    wiring.requireTransactions();
    start.take();
    long deadlineNanos = wiring.now() + options.timeout().toNanos();
    return new Transaction(
        services(options), start.timestamp(), start.beganNanos(), deadlineNanos, options.scope());
  }

  /** A start timestamp for {@link #begin(StartPoint, TxOptions)}, as fresh as any. */
  public StartPoint startPoint() {
    return startPoint(CallScope.NONE);
  }

  /** As {@link #startPoint()}, ended by {@code scope}. */
  public StartPoint startPoint(CallScope scope) {
    wiring.requireTransactions();
    long beganNanos = wiring.now();
    return new StartPoint(currentTimestamp(scope), beganNanos);
  }

  /**
   * What ends calls: {@code timeout} from now, {@code cancellation} whenever it is thrown. For any
   * number of calls, which so have one deadline together.
   */
  public CallScope scope(Duration timeout, @Nullable Cancellation cancellation) {
    return new CallScope(wiring.now() + timeout.toNanos(), cancellation);
  }

  private TxnServices services(TxOptions options) {
    return options.systemKeys() ? wiring.txnServices().withSystemKeys() : wiring.txnServices();
  }

  private Transaction begin(long deadlineNanos, TxOptions options) {
    return operations.await(startBegin(deadlineNanos, options));
  }

  private CompletableFuture<Transaction> startBegin(long deadlineNanos, TxOptions options) {
    CallScope scope = options.scope();
    return operations.start(
        scope,
        live -> {
          long beganNanos = wiring.now();
          RetryBudget budget = wiring.budget(Math.max(0, deadlineNanos - beganNanos), live);
          return wiring
              .timestamps()
              .next(budget)
              .thenApply(
                  ts -> new Transaction(services(options), ts, beganNanos, deadlineNanos, scope));
        });
  }

  /** Runs a read-only function on one state of the database. Conflicts with nobody. */
  public <R> R read(ReadOptions options, Function<? super Snapshot, ? extends R> body) {
    return body.apply(snapshot(options));
  }

  /** As {@link #read(ReadOptions, Function)} on everything committed so far. */
  public <R> R read(Function<? super Snapshot, ? extends R> body) {
    return read(ReadOptions.latest(), body);
  }

  /** A view of one state of the database; each read has the client's operation time. */
  public Snapshot snapshot(ReadOptions options) {
    wiring.requireTransactions();
    CallScope scope = options.scope();
    long ts = options.timestamp().orElseGet(() -> currentTimestamp(scope));
    checkPast(ts, scope);
    return new Snapshot(wiring.txnServices(), ts, Long.MAX_VALUE / 2 + wiring.now(), scope);
  }

  /** Asks the placement driver only about a timestamp that this client has not seen surpassed. */
  private void checkPast(long ts, CallScope scope) {
    if (Long.compareUnsigned(ts, wiring.timestamps().lastIssued()) > 0) {
      long now = currentTimestamp(scope);
      if (Long.compareUnsigned(ts, now) > 0) {
        throw new FutureTimestampException(ts, now); // Rule M7.
      }
    }
  }

  /** A fresh timestamp: greater than that of every commit that has returned. */
  public long currentTimestamp() {
    return currentTimestamp(CallScope.NONE);
  }

  /** As {@link #currentTimestamp()}, ended by {@code scope}. */
  public long currentTimestamp(CallScope scope) {
    return operations.await(startTimestamp(scope));
  }

  /** As {@link #currentTimestamp()}. */
  public CompletableFuture<Long> currentTimestampAsync() {
    return operations.handOut(startTimestamp(CallScope.NONE));
  }

  private CompletableFuture<Long> startTimestamp(CallScope scope) {
    return operations.start(scope, live -> wiring.timestamps().next(wiring.operationBudget(live)));
  }

  /** What this client has asked the cluster for so far. */
  public Traffic traffic() {
    return wiring.traffic();
  }

  /** Raw key-value access. Refused when the cluster was made for transactions. */
  public RawClient raw() {
    return wiring.raw();
  }

  /** Looking at the cluster, splitting regions. */
  public Admin admin() {
    return wiring.admin();
  }

  /** What kind of keys the cluster holds; null when it does not say (TiKV). */
  public @Nullable KeyMode keyMode() {
    return wiring.knownKeyMode();
  }

  /** The cluster as the placement driver sees it now. */
  public Topology topology() {
    Admin admin = admin();
    return new Topology(
        wiring.pd().clusterId(), keyMode(), members(), admin.stores(), admin.regions());
  }

  private List<PdInfo> members() {
    return operations.await(
        operations.start(
            () ->
                CompletableFuture.completedFuture(
                    wiring.pd().members().stream()
                        .map(
                            member ->
                                new PdInfo(
                                    member.getMemberId(),
                                    member.getName(),
                                    List.copyOf(member.getClientUrlsList())))
                        .toList())));
  }

  /** Returns once the placement driver has answered. */
  public void ping() {
    currentTimestamp();
  }

  /** Fails what is under way and closes the connections. */
  @Override
  public void close() {
    if (operations.closed()) {
      return;
    }
    CompletableFuture<Void> closing = operations.close(CLOSE_WAIT.toNanos());
    if (!operations.loop().inLoop() && !operations.callbacks().inLoop()) {
      awaitQuietly(closing);
    }
    operations.loop().execute(wiring::closeConnections);
    if (ownRuntime != null) {
      ownRuntime.close();
    }
  }

  private void awaitQuietly(CompletableFuture<Void> closing) {
    try {
      operations.await(closing);
    } catch (ClientClosedException e) {
      // The node under this client has stopped already: there is nothing left to wait for.
    }
  }
}
