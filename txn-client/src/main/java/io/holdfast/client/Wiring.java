package io.holdfast.client;

import io.grpc.Status;
import io.holdfast.client.commit.CommitServices;
import io.holdfast.client.error.IncompatibleClusterException;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.lock.LockResolver;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.region.RegionLocator;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.Operations;
import io.holdfast.client.rpc.PdClient;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RpcCaller;
import io.holdfast.client.rpc.RpcFailure;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.client.tso.TimestampClient;
import io.holdfast.client.txn.TxnServices;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.internal.ClusterInfoGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoRequest;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds the parts of one client and learns what kind of cluster it has reached. */
final class Wiring {
  /** Between two words about what a connection waits for. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final NodeRuntime runtime;
  private final ClientConfig config;
  private final EventLoop loop;
  private final RandomGenerator random;
  private final Operations operations;
  private final RpcCaller rpc;
  private final PdClient pd;
  private final TimestampClient timestamps;
  private final RegionSender sender;
  private final TxnServices txnServices;
  private final RawClient raw;
  private final AtomicLong retries = new AtomicLong();
  private @Nullable KeyMode keyMode; // Written once, while connecting.

  private Wiring(NodeRuntime runtime, ClientConfig config) {
    this.runtime = runtime;
    this.config = config;
    loop = runtime.newLoop("client-loop");
    random = runtime.newRandom("client");
    operations = new Operations(runtime, loop, runtime.newLoop("client-callbacks"));
    long requestNanos = config.requestTimeout().toNanos();
    rpc = new RpcCaller(loop, runtime.network(), config.streaming());
    pd = new PdClient(loop, rpc, random, config.pdAddresses(), requestNanos);
    timestamps = new TimestampClient(loop, pd, rpc, random, requestNanos);
    sender = new RegionSender(new RegionLocator(loop, pd), rpc, requestNanos);
    LockResolver locks = new LockResolver(sender, timestamps, KeyMode.V1_TXN);
    CommitServices commit =
        new CommitServices(
            loop,
            sender,
            timestamps,
            locks,
            KeyMode.V1_TXN,
            config.settleTimeout().toNanos(),
            operations::background,
            false);
    long operationNanos = config.operationTimeout().toNanos();
    txnServices = new TxnServices(operations, commit, random, operationNanos);
    raw = new RawClient(operations, sender, random, operationNanos);
  }

  /** {@code waiting} is told from time to time, on the client's loop, what is waited for. */
  static Wiring connect(NodeRuntime runtime, ClientConfig config, Consumer<String> waiting) {
    Wiring wiring = new Wiring(runtime, config);
    try {
      CompletableFuture<Optional<KeyMode>> asked = wiring.operations.start(wiring::askKeyMode);
      wiring.loop.execute(() -> wiring.report(asked, waiting));
      wiring.accept(wiring.operations.await(asked).orElse(null));
      return wiring;
    } catch (RegionUnavailableException e) {
      wiring.giveUp();
      throw new RegionUnavailableException(
          wiring.noAnswer() + " within " + config.connectTimeout() + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      wiring.giveUp();
      throw e;
    }
  }

  private void giveUp() {
    var unused = operations.close(0);
    loop.execute(this::closeConnections);
  }

  private String noAnswer() {
    return "no placement driver has answered at " + config.pdAddresses();
  }

  private void report(CompletableFuture<?> asked, Consumer<String> waiting) {
    loop.schedule(
        REPORT_NANOS,
        () -> {
          if (!asked.isDone()) {
            waiting.accept(noAnswer() + " yet");
            report(asked, waiting);
          }
        });
  }

  Traffic traffic() {
    return new Traffic(timestamps.issued(), timestamps.messages(), rpc.requests());
  }

  /** Empty for a cluster that does not know the question. */
  private CompletableFuture<Optional<KeyMode>> askKeyMode() {
    CompletableFuture<Optional<KeyMode>> result = new CompletableFuture<>();
    Async.then(
        pd.call(
            ClusterInfoGrpc.getGetMethod(),
            header -> ClusterInfoRequest.getDefaultInstance(),
            answer -> ResponseHeader.getDefaultInstance(),
            budget(config.connectTimeout().toNanos(), LiveScope.ENDLESS)),
        result,
        (answer, failure) -> {
          if (failure == null) {
            result.complete(Optional.of(KeyMode.fromWire(answer.getKeyMode())));
          } else if (isUnknownRpc(failure)) {
            result.complete(Optional.empty());
          } else {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  private static boolean isUnknownRpc(Throwable failure) {
    return failure instanceof RequestFailedException
        && failure.getCause() instanceof RpcFailure cause
        && cause.statusCode() == Status.Code.UNIMPLEMENTED;
  }

  private void accept(@Nullable KeyMode found) {
    if (found == KeyMode.V2) {
      throw new IncompatibleClusterException(
          "the cluster uses prefixed keys (API V2), which this client does not support");
    }
    if (found != null && config.keyMode() != null && found != config.keyMode()) {
      throw new IncompatibleClusterException(
          "the cluster was made for " + found + ", not for " + config.keyMode());
    }
    keyMode = found != null ? found : config.keyMode();
  }

  void requireTransactions() {
    if (keyMode == KeyMode.V1_RAW) {
      throw new IncompatibleClusterException(
          "the cluster was made for raw keys; transactions need one made for transactions");
    }
  }

  RawClient raw() {
    if (keyMode == KeyMode.V1_TXN) {
      throw new IncompatibleClusterException(
          "the cluster was made for transactions; raw access needs one made for raw keys");
    }
    return raw;
  }

  Admin admin() {
    return new Admin(
        operations,
        pd,
        sender,
        keyMode == null ? KeyMode.V1_TXN : keyMode,
        random,
        config.operationTimeout().toNanos());
  }

  @Nullable KeyMode knownKeyMode() {
    return keyMode;
  }

  Operations operations() {
    return operations;
  }

  PdClient pd() {
    return pd;
  }

  TimestampClient timestamps() {
    return timestamps;
  }

  TxnServices txnServices() {
    return txnServices;
  }

  long now() {
    return runtime.clock().nanos();
  }

  /** A budget of so much time, ended by {@code scope}. Loop only. */
  RetryBudget budget(long nanos, LiveScope scope) {
    return new RetryBudget(loop, random, nanos, scope);
  }

  /** A budget for one operation. Loop only. */
  RetryBudget operationBudget(LiveScope scope) {
    return budget(config.operationTimeout().toNanos(), scope);
  }

  /** For use outside the loop, so with a generator of its own. */
  Backoff newBackoff(long minNanos, long maxNanos) {
    RandomGenerator own = runtime.newRandom("client-retry-" + retries.incrementAndGet());
    return new Backoff(minNanos, maxNanos, Long.MAX_VALUE, own);
  }

  /** Loop only. */
  void closeConnections() {
    timestamps.close();
    rpc.close();
  }
}
