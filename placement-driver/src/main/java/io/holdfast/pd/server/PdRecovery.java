package io.holdfast.pd.server;

import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.pd.state.RegionTree;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.internal.PdSnapshot;
import io.holdfast.protocol.wire.metapb.Cluster;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a lost placement driver again from what its stores say (rule T5): the cluster's identity,
 * stores, regions, and bounds above everything that is in use. What only the lost one knew begins
 * anew: safe points of garbage collection, settings other than the number of replicas.
 */
public final class PdRecovery {
  /** Handed out since the stores heard of the bound last: they hear of it every ten seconds. */
  static final long IDS_AHEAD = 100_000;

  /** Likewise; the window is three seconds ahead of what is handed out. */
  static final long MILLIS_AHEAD = 60_000;

  private final PdSnapshot state;
  private final KeyMode keyMode;
  private final List<Long> silentStores;

  private PdRecovery(PdSnapshot state, KeyMode keyMode, List<Long> silentStores) {
    this.state = state;
    this.keyMode = keyMode;
    this.silentStores = List.copyOf(silentStores);
  }

  /**
   * What the stores' words amount to.
   *
   * @throws PdStartException when they belong to different clusters, or leave keys without a region
   */
  public static PdRecovery of(List<StoreWord> words, int replicas, long wallMillis)
      throws PdStartException {
    if (words.isEmpty()) {
      throw new PdStartException("a placement driver is made again from stores: there are none");
    }
    StoreWord first = words.get(0);
    PdSnapshot.Builder state =
        PdSnapshot.newBuilder()
            .setFormat(ClusterState.SNAPSHOT_FORMAT)
            .setClusterId(first.store().getClusterId())
            .setKeyMode(first.store().getKeyMode())
            .setBootstrapped(true)
            .setCluster(
                Cluster.newBuilder().setId(first.store().getClusterId()).setMaxPeerCount(replicas));
    RegionTree regions = new RegionTree();
    long id = 0;
    long millis = wallMillis;
    TreeSet<Long> heard = new TreeSet<>();
    for (StoreWord word : words) {
      sameCluster(first, word);
      Marks marks = word.store().getMarks();
      id = Math.max(id, marks.getGreatestId());
      millis = Math.max(millis, Timestamp.physicalMillis(marks.getGreatestTimestamp()));
      heard.add(word.store().getStore().getId());
      state.addStores(word.store().getStore());
      for (Region region : word.regions()) {
        RegionTree.Outcome unused = regions.put(RegionInfo.of(region));
      }
    }
    TreeSet<Long> silent = new TreeSet<>();
    for (RegionInfo info : regions.all()) {
      state.addRegions(info.region());
      id = Math.max(id, info.id());
      for (Peer peer : info.region().getPeersList()) {
        id = Math.max(id, Math.max(peer.getId(), peer.getStoreId()));
        silent.add(peer.getStoreId());
      }
    }
    silent.removeAll(heard);
    covered(regions, silent);
    state.setIdBound(id + IDS_AHEAD).setTsoUpperBoundMillis(millis + MILLIS_AHEAD);
    return new PdRecovery(
        state.build(), KeyMode.fromWire(first.store().getKeyMode()), new ArrayList<>(silent));
  }

  private static void sameCluster(StoreWord first, StoreWord word) throws PdStartException {
    if (word.store().getClusterId() != first.store().getClusterId()
        || word.store().getKeyMode() != first.store().getKeyMode()) {
      throw new PdStartException(
          "stores of different clusters: "
              + first.store().getStore().getAddress()
              + " belongs to cluster "
              + Long.toUnsignedString(first.store().getClusterId())
              + ", "
              + word.store().getStore().getAddress()
              + " to "
              + Long.toUnsignedString(word.store().getClusterId()));
    }
  }

  /** A hole would be filled by nobody: its region is on stores that have not been asked. */
  private static void covered(RegionTree regions, Set<Long> silent) throws PdStartException {
    Bytes from = Bytes.EMPTY;
    boolean ended = false;
    for (RegionInfo info : regions.all()) {
      if (!info.start().equals(from) || ended) {
        throw hole(from, silent);
      }
      from = info.range().end();
      ended = from.isEmpty();
    }
    if (!ended) {
      throw hole(from, silent);
    }
  }

  private static PdStartException hole(Bytes from, Set<Long> silent) {
    return new PdStartException(
        "no region of these stores holds the keys from "
            + (from.isEmpty() ? "the first" : from.toHex())
            + " on; stores not asked: "
            + silent);
  }

  /**
   * Writes the state into an empty directory; a placement driver started on it serves.
   *
   * @throws PdStartException when the directory holds anything
   */
  public void write(FileSystem files, Path directory) throws IOException, PdStartException {
    files.createDirectories(directory);
    List<String> present = files.list(directory);
    if (!present.isEmpty()) {
      throw new PdStartException(
          "data directory " + directory + " is not empty: " + present.get(0));
    }
    // The format comes last: a directory without one is refused, whatever else is in it.
    new SnapshotFile(files, directory).write(state);
    DataFormat.write(files, directory, new DataFormat(state.getClusterId(), keyMode, false));
  }

  /** Id of the cluster. */
  public long clusterId() {
    return state.getClusterId();
  }

  /** How the cluster spells boundaries. */
  public KeyMode keyMode() {
    return keyMode;
  }

  /** Number of regions found. */
  public int regions() {
    return state.getRegionsCount();
  }

  /** Ids that will be handed out are greater. */
  public long idBound() {
    return state.getIdBound();
  }

  /** Timestamps that will be handed out are later than this millisecond. */
  public long windowMillis() {
    return state.getTsoUpperBoundMillis();
  }

  /** Stores that have replicas by word of others, and were not asked. */
  public List<Long> silentStores() {
    return silentStores;
  }
}
