package io.holdfast.client.fake;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The state of the fake cluster, its faults, and its nodes. */
public final class FakeCluster {
  /** What becomes of a request. */
  public enum Fault {
    NONE,
    LOSE_REQUEST,
    LOSE_ANSWER,
    BREAK_AFTER,
    BREAK_BEFORE,
    BUSY
  }

  static final class FakeRegion {
    final long id;
    Bytes start;
    Bytes end;
    long version;
    long leaderStore = 1;

    FakeRegion(long id, Bytes start, Bytes end, long version) {
      this.id = id;
      this.start = start;
      this.end = end;
      this.version = version;
    }

    Region toWire() {
      Region.Builder region =
          Region.newBuilder()
              .setId(id)
              .setStartKey(ProtoBytes.toWire(start))
              .setEndKey(ProtoBytes.toWire(end))
              .addPeers(peer(leaderStore))
              .addPeers(peer(3 - leaderStore));
      region.getRegionEpochBuilder().setConfVer(1).setVersion(version);
      return region.build();
    }

    Peer peer(long store) {
      return Peer.newBuilder().setId(id * 10 + store).setStoreId(store).build();
    }
  }

  public final FakeMvcc mvcc = new FakeMvcc();
  public final TreeMap<Bytes, Bytes> raw = new TreeMap<>();
  public final Map<String, Integer> requests = new TreeMap<>();
  private final Map<String, Integer> dropped = new TreeMap<>();
  public final SimNode pd;
  public final SimNode client;
  final KeyMode keyMode;
  private final TreeMap<Bytes, FakeRegion> regions = new TreeMap<>();
  private BiFunction<String, Object, Fault> faults = (method, request) -> Fault.NONE;
  private long nextRegionId = 2;

  public FakeCluster(SimWorld world, KeyMode keyMode) throws IOException {
    this.keyMode = keyMode;
    regions.put(Bytes.EMPTY, new FakeRegion(1, Bytes.EMPTY, Bytes.EMPTY, 1));
    pd = world.newNode("pd");
    client = world.newNode("client");
    FakePd.serve(this, pd.runtime());
    for (int store = 1; store <= 2; store++) {
      FakeStore.serve(this, store, world.newNode("store-" + store).runtime());
    }
  }

  static Address address(long store) {
    return new Address("store-" + store, 20_160);
  }

  /** Decides about every request from now on. */
  public void setFaults(BiFunction<String, Object, Fault> faults) {
    this.faults = faults;
  }

  Fault faultFor(String method, Object request) {
    requests.merge(method, 1, Integer::sum);
    return faults.apply(method, request);
  }

  void dropped(String method) {
    dropped.merge(method, 1, Integer::sum);
  }

  /** How often a request that was never answered was cut by the client. */
  public int droppedCount(String method) {
    return dropped.getOrDefault(method, 0);
  }

  /** How often a method was asked for. */
  public int requestCount(String method) {
    return requests.getOrDefault(method, 0);
  }

  FakeRegion regionAt(Bytes position) {
    return regions.floorEntry(position).getValue();
  }

  List<FakeRegion> regionsFrom(Bytes position, int limit) {
    List<FakeRegion> found = new ArrayList<>();
    for (FakeRegion region : regions.tailMap(regionAt(position).start, true).values()) {
      if (found.size() < limit) {
        found.add(region);
      }
    }
    return found;
  }

  /** Cuts the region of {@code key} there; the right part keeps the id. */
  public void split(Bytes key) {
    Bytes at = keyMode.position(key);
    FakeRegion region = regionAt(at);
    if (region.start.equals(at)) {
      return;
    }
    FakeRegion left = new FakeRegion(nextRegionId++, region.start, at, region.version + 1);
    left.leaderStore = region.leaderStore;
    region.start = at;
    region.version++;
    regions.put(left.start, left);
    regions.put(region.start, region);
  }

  /** Lets the other store lead the region of {@code key}. */
  public void moveLeader(Bytes key) {
    FakeRegion region = regionAt(keyMode.position(key));
    region.leaderStore = 3 - region.leaderStore;
  }

  /** Somebody else decides that a transaction will never commit. */
  public void rollback(Bytes key, long startTs) {
    mvcc.rollback(key, startTs);
  }

  /** What the store has to say against the address of a request, if anything. */
  @Nullable Error refuse(long store, Context context) {
    FakeRegion region = null;
    for (FakeRegion each : regions.values()) {
      region = each.id == context.getRegionId() ? each : region;
    }
    Error.Builder error = Error.newBuilder();
    if (region == null) {
      error.getRegionNotFoundBuilder().setRegionId(context.getRegionId());
      return error.build();
    }
    if (region.leaderStore != store) {
      error.getNotLeaderBuilder().setRegionId(region.id).setLeader(region.peer(region.leaderStore));
      return error.build();
    }
    if (region.version != context.getRegionEpoch().getVersion()) {
      error.getEpochNotMatchBuilder().addCurrentRegions(region.toWire());
      return error.build();
    }
    return null;
  }

  FakeRegion region(long id) {
    return regions.values().stream().filter(each -> each.id == id).findFirst().orElseThrow();
  }
}
