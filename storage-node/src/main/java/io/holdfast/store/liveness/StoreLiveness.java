package io.holdfast.store.liveness;

import io.grpc.ServerServiceDefinition;
import io.holdfast.protocol.wire.internal.SupportAnswer;
import io.holdfast.protocol.wire.internal.SupportRequest;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.runtime.time.Clock;
import io.holdfast.store.liveness.PromisesTaken.Taken;
import io.holdfast.store.region.StorePromises;
import io.holdfast.store.transport.StoreAddresses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks other stores for their support, and gives its own. What it knows is published as immutable
 * tables; everything else belongs to its loop.
 */
@LoopConfined("liveness")
public final class StoreLiveness implements StorePromises {
  /** Looks for what is to be withdrawn, in one interval between requests. */
  private static final int LOOKS_PER_INTERVAL = 4;

  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final EventLoop storeLoop;
  private final Clock clock;
  private final LivenessConfig config;
  private final StoreAddresses addresses;
  private final long clusterId;
  private final long storeId;
  private final long boot;
  private final FormerPromises former;
  private final PromisesGiven given;
  private final PromisesTaken taken;
  private final TreeMap<Long, SupportLink> links = new TreeMap<>();
  private final Counter requests;
  private final Counter withdrawals;
  private final Use use;
  private final Vitals vitals;
  private int looks;
  private boolean stopped;

  private volatile Map<Long, Long> publishedGiven = Map.of();
  private volatile Map<Long, Taken> publishedTaken = Map.of();
  private volatile Set<Long> wanted = Set.of();
  private volatile Runnable lostTouch = () -> {};

  /**
   * What promises are for, besides votes.
   *
   * @param reads leaders read alone under them
   * @param rest groups rest while stores are in touch
   */
  public record Use(boolean reads, boolean rest) {}

  /**
   * For one life of one store.
   *
   * @param loop its own
   * @param storeLoop where {@code addresses} are asked
   * @param boot of this life, durable by now (L1)
   * @param formerPromiseNanos the longest promise of an earlier life, 0 for none (L5)
   */
  public StoreLiveness(
      NodeRuntime runtime,
      EventLoop loop,
      EventLoop storeLoop,
      LivenessConfig config,
      Use use,
      StoreAddresses addresses,
      long clusterId,
      long storeId,
      long boot,
      long formerPromiseNanos,
      MeterRegistry meters) {
    this.runtime = runtime;
    this.loop = loop;
    this.storeLoop = storeLoop;
    this.clock = runtime.clock();
    this.config = config;
    this.use = use;
    this.vitals = new Vitals(storeLoop, clock, config.promise().toNanos() / 3 * 2);
    this.addresses = addresses;
    this.clusterId = clusterId;
    this.storeId = storeId;
    this.boot = boot;
    this.former = new FormerPromises(clock, config, formerPromiseNanos);
    this.given = new PromisesGiven(boot, config.promise().toNanos());
    this.taken = new PromisesTaken(config);
    this.requests = meters.counter("holdfast.store.liveness.requests");
    this.withdrawals = meters.counter("holdfast.store.liveness.withdrawals");
    loop.execute(this::look);
  }

  // ---- any thread ----

  @Override
  public boolean enabled() {
    return true;
  }

  @Override
  public boolean coversReads() {
    return use.reads();
  }

  @Override
  public boolean restful() {
    return use.rest();
  }

  /** {@code stalledNanos}: how long the log's disk has not answered (L9); any thread may ask. */
  public void watchLog(LongSupplier stalledNanos) {
    vitals.watchLog(stalledNanos);
  }

  /**
   * Whom to tell, on the store loop, that this store has withdrawn from another, or is not
   * supported any more by one: after all that is published of it (L21, L22).
   */
  public void tell(Runnable listener) {
    lostTouch = listener;
  }

  @Override
  public boolean graceful() {
    return former.graceful();
  }

  @Override
  public long given(long store) {
    Long session = publishedGiven.get(store);
    return session == null ? 0 : session;
  }

  @Override
  public void want(long store) {
    if (!wanted.contains(store) && store != 0 && store != storeId) {
      loop.execute(() -> begin(store));
    }
  }

  @Override
  public long until(long store, long session) {
    Taken promise = publishedTaken.get(store);
    if (!use.reads()) {
      return Long.MIN_VALUE; // Nothing was promised that is kept to its end.
    }
    return promise == null || !promise.counts() || promise.session() != session
        ? Long.MIN_VALUE
        : promise.until();
  }

  @Override
  public boolean supports(long store, long session) {
    Taken promise = publishedTaken.get(store);
    return promise != null && promise.session() == session && clock.nanos() < promise.until();
  }

  @Override
  public long ownUntil() {
    return use.reads() ? clock.nanos() + config.usable(config.promise().toNanos()) : Long.MIN_VALUE;
  }

  /**
   * A hint that the process of that store has ended: it is supported no more, unless it may read
   * alone until the promise ends.
   */
  public void gone(long store) {
    loop.execute(
        () -> {
          if (given.gone(store)) {
            withdrawals.increment();
            publishedGiven = given.sessions();
            tellLost();
          }
        });
  }

  /** For the server of this store. */
  public ServerServiceDefinition service() {
    return new SupportService(loop, clusterId, storeId, this::asked).bindService();
  }

  /** Asks nobody any more, and answers nobody. */
  public void stop() {
    loop.execute(
        () -> {
          stopped = true;
          links.values().forEach(SupportLink::close);
          links.clear();
        });
  }

  // ---- its loop ----

  private void begin(long store) {
    loop.checkOwned();
    if (stopped || links.containsKey(store)) {
      return;
    }
    links.put(
        store,
        new SupportLink(
            runtime,
            loop,
            answer -> storeLoop.execute(() -> addresses.resolve(store, answer)),
            answer -> answered(store, answer)));
    wanted = new TreeSet<>(links.keySet());
    ask(store);
  }

  private void look() {
    loop.checkOwned();
    if (stopped) {
      return;
    }
    loop.schedule(config.interval().toNanos() / LOOKS_PER_INTERVAL, this::look);
    int gone = given.withdraw(clock.nanos()).size();
    if (gone > 0) {
      withdrawals.increment(gone);
      publishedGiven = given.sessions();
    }
    if (taken.takeOver(clock.nanos()) || gone > 0) {
      tellLost();
    }
    boolean able = vitals.good();
    if (looks++ % LOOKS_PER_INTERVAL == 0 && able) {
      links.keySet().forEach(this::ask);
    }
  }

  private void ask(long store) {
    SupportLink link = links.get(store);
    if (link == null) {
      return;
    }
    long number = taken.asks(store, clock.nanos()); // L4: before anything of the request is made.
    runtime.preemptionPoint("liveness.ask");
    requests.increment();
    link.send(
        SupportSum.seal(
            SupportRequest.newBuilder()
                .setClusterId(clusterId)
                .setFromStoreId(storeId)
                .setToStoreId(store)
                .setBoot(boot)
                .setSequence(number)
                .setPromiseNanos(config.promise().toNanos())
                .setCoversReads(use.reads())));
  }

  private void answered(long store, SupportAnswer answer) {
    loop.checkOwned();
    taken.answered(
        store,
        answer.getSequence(),
        answer.getSession(),
        answer.getPromiseNanos(),
        answer.getClockNanos(),
        clock.nanos());
    Taken before = publishedTaken.get(store);
    publishedTaken = taken.known();
    Taken after = publishedTaken.get(store);
    if (before != null && after != null && before.session() != after.session()) {
      tellLost(); // What leaders here were acknowledged in is over.
    }
  }

  private void tellLost() {
    storeLoop.execute(() -> lostTouch.run());
  }

  private @Nullable SupportAnswer asked(SupportRequest request) {
    loop.checkOwned();
    if (stopped) {
      return null;
    }
    long now = clock.nanos();
    PromisesGiven.Granted granted =
        given.ask(
            request.getFromStoreId(),
            request.getBoot(),
            request.getPromiseNanos(),
            request.getCoversReads(),
            now);
    if (granted == null) {
      return null;
    }
    Long before = publishedGiven.get(request.getFromStoreId());
    publishedGiven = given.sessions(); // Before the answer: who counts on it may be asked at once.
    if (before != null && before != granted.session()) {
      tellLost(); // Another life of that store leads nothing of what the last one led.
    }
    return SupportSum.seal(
        SupportAnswer.newBuilder()
            .setSequence(request.getSequence())
            .setSession(granted.session())
            .setPromiseNanos(granted.promiseNanos())
            .setClockNanos(now));
  }
}
