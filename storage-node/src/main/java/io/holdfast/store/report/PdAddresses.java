package io.holdfast.store.report;

import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import io.holdfast.store.transport.StoreAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as the placement driver knows them. A store is asked about again whenever someone needs
 * it, since it may have come back elsewhere; while the placement driver does not answer the last
 * known address serves, also that of an earlier life.
 *
 * <p>All stores are asked about from time to time, before anybody needs them: a follower speaks to
 * its leader only, but after a restart of everything it needs the way to all members.
 */
@LoopConfined("store")
public final class PdAddresses implements StoreAddresses {
  /** Who knows an address does not wait longer for a better one. */
  private static final long PATIENCE_NANOS = 200_000_000L;

  /** All stores are asked about once in so many rounds, or when a member is unknown. */
  private static final int ROUNDS = 6;

  private final EventLoop loop;
  private final PdClient pd;
  private final RegionRouter router;
  private final AddressBook book;
  private final Map<Long, List<Consumer<@Nullable Address>>> asking = new TreeMap<>();
  private int round;
  private boolean stopped;

  /** Asks through {@code pd}. */
  public PdAddresses(EventLoop loop, PdClient pd, RegionRouter router, AddressBook book) {
    this.loop = loop;
    this.pd = pd;
    this.router = router;
    this.book = book;
  }

  /** Asks about all stores now, and looks every {@code period} whether it should again. */
  public void start(Duration period) {
    if (stopped) {
      return;
    }
    if (round++ % ROUNDS == 0 || memberUnknown()) {
      refresh();
    }
    loop.schedule(period.toNanos(), () -> start(period));
  }

  /** Nothing is asked by itself any more. */
  public void stop() {
    stopped = true;
  }

  private boolean memberUnknown() {
    for (RegionPeer peer : router.peers()) {
      for (Peer member : peer.region().peers()) {
        if (book.get(member.getStoreId()) == null) {
          return true;
        }
      }
    }
    return false;
  }

  private void refresh() {
    pd.call(
        PDGrpc.getGetAllStoresMethod(),
        GetAllStoresRequest.newBuilder().setHeader(pd.header()).build(),
        response -> response.getStoresList().forEach(store -> heard(store.getId(), store)),
        status -> {});
  }

  @Override
  public void resolve(long storeId, Consumer<@Nullable Address> answer) {
    List<Consumer<@Nullable Address>> waiting = asking.get(storeId);
    if (waiting != null) {
      waiting.add(answer);
      return;
    }
    List<Consumer<@Nullable Address>> first = new ArrayList<>();
    first.add(answer);
    asking.put(storeId, first);
    if (book.get(storeId) != null) {
      loop.schedule(PATIENCE_NANOS, () -> answered(storeId, first, book.get(storeId)));
    }
    pd.call(
        PDGrpc.getGetStoreMethod(),
        GetStoreRequest.newBuilder().setHeader(pd.header()).setStoreId(storeId).build(),
        response -> answered(storeId, first, heard(storeId, response.getStore())),
        status -> answered(storeId, first, book.get(storeId)));
  }

  private @Nullable Address heard(long storeId, Store store) {
    Address address = addressOf(store);
    if (address != null) {
      book.learn(storeId, address);
    } else if (store.getState() == StoreState.Tombstone) {
      book.forget(storeId);
    }
    return address;
  }

  private static @Nullable Address addressOf(Store store) {
    if (store.getState() == StoreState.Tombstone || store.getAddress().isEmpty()) {
      return null;
    }
    try {
      return Address.parse(store.getAddress());
    } catch (IllegalArgumentException e) {
      return null; // Not one of ours: nothing to connect to.
    }
  }

  private void answered(
      long storeId, List<Consumer<@Nullable Address>> waiting, @Nullable Address address) {
    if (asking.remove(storeId, waiting)) {
      waiting.forEach(each -> each.accept(address));
    }
  }
}
