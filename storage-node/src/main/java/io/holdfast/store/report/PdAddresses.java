package io.holdfast.store.report;

import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import io.holdfast.store.transport.StoreAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as the placement driver knows them. A store is asked about again whenever someone needs
 * it, since it may have come back elsewhere; while the placement driver is away the last known
 * address serves.
 */
@LoopConfined("store")
public final class PdAddresses implements StoreAddresses {
  private final PdClient pd;
  private final Map<Long, Address> known = new TreeMap<>();
  private final Map<Long, List<Consumer<@Nullable Address>>> asking = new TreeMap<>();

  /** Asks through {@code pd}. */
  public PdAddresses(PdClient pd) {
    this.pd = pd;
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
    pd.call(
        PDGrpc.getGetStoreMethod(),
        GetStoreRequest.newBuilder().setHeader(pd.header()).setStoreId(storeId).build(),
        response -> answered(storeId, addressOf(response.getStore())),
        status -> answered(storeId, known.get(storeId)));
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

  private void answered(long storeId, @Nullable Address address) {
    if (address != null) {
      known.put(storeId, address);
    }
    List<Consumer<@Nullable Address>> waiting = asking.remove(storeId);
    if (waiting != null) {
      waiting.forEach(each -> each.accept(address));
    }
  }
}
