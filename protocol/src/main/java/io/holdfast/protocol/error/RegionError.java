package io.holdfast.protocol.error;

import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a store did not serve a request that is fine in itself. The caller refreshes what it knows
 * about regions, or waits, and sends again; the request had no effect ({@link Undetermined} alone
 * leaves that open).
 */
public sealed interface RegionError {
  /** For exhaustive switches. */
  enum Kind {
    /** {@link NotLeader}. */
    NOT_LEADER,
    /** {@link RegionNotFound}. */
    REGION_NOT_FOUND,
    /** {@link KeyNotInRegion}. */
    KEY_NOT_IN_REGION,
    /** {@link EpochNotMatch}. */
    EPOCH_NOT_MATCH,
    /** {@link ServerIsBusy}. */
    SERVER_IS_BUSY,
    /** {@link StaleCommand}. */
    STALE_COMMAND,
    /** {@link StoreNotMatch}. */
    STORE_NOT_MATCH,
    /** {@link RaftEntryTooLarge}. */
    RAFT_ENTRY_TOO_LARGE,
    /** {@link MaxTimestampNotSynced}. */
    MAX_TIMESTAMP_NOT_SYNCED,
    /** {@link ReadIndexNotReady}. */
    READ_INDEX_NOT_READY,
    /** {@link DataIsNotReady}. */
    DATA_IS_NOT_READY,
    /** {@link RegionNotInitialized}. */
    REGION_NOT_INITIALIZED,
    /** {@link DiskFull}. */
    DISK_FULL,
    /** {@link PeerNotMatch}. */
    PEER_NOT_MATCH,
    /** {@link Undetermined}. */
    UNDETERMINED,
    /** {@link Other}. */
    OTHER
  }

  /** Which of the records this is. */
  Kind kind();

  /** For people. */
  String message();

  /** The form of the wire. */
  default Error toWire() {
    return RegionErrorCodec.encode(this);
  }

  /** Reads the form of the wire; what this version does not know becomes {@link Other}. */
  static RegionError fromWire(Error wire) {
    return RegionErrorCodec.decode(wire);
  }

  /** Another peer leads the region; {@code leader} is absent during elections. */
  record NotLeader(long regionId, @Nullable Peer leader) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.NOT_LEADER;
    }

    @Override
    public String message() {
      return "Peer is not leader of region " + regionId;
    }
  }

  /** The store holds no such region. */
  record RegionNotFound(long regionId) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.REGION_NOT_FOUND;
    }

    @Override
    public String message() {
      return "Region " + regionId + " not found";
    }
  }

  /** The key lies outside the region although the epoch matches: the caller computed wrongly. */
  record KeyNotInRegion(Bytes key, long regionId, Bytes startKey, Bytes endKey)
      implements RegionError {
    @Override
    public Kind kind() {
      return Kind.KEY_NOT_IN_REGION;
    }

    @Override
    public String message() {
      return "Key " + key + " not in region " + regionId + " [" + startKey + ", " + endKey + ")";
    }
  }

  /**
   * The caller knows another shape of the region. {@code currentRegions} is the region as it is and
   * the siblings it was split into, each with its leader as the first peer where known: clients
   * take the first peer for the leader.
   */
  record EpochNotMatch(List<Region> currentRegions) implements RegionError {
    /** Copies. */
    public EpochNotMatch {
      currentRegions = List.copyOf(currentRegions);
    }

    /** The region with the given peer moved to the front of its peers. */
    public static Region leaderFirst(Region region, long leaderPeerId) {
      List<Peer> ordered = new ArrayList<>(region.getPeersCount());
      for (Peer peer : region.getPeersList()) {
        ordered.add(peer.getId() == leaderPeerId ? 0 : ordered.size(), peer);
      }
      return region.toBuilder().clearPeers().addAllPeers(ordered).build();
    }

    @Override
    public Kind kind() {
      return Kind.EPOCH_NOT_MATCH;
    }

    @Override
    public String message() {
      return "Epoch of the region does not match";
    }
  }

  /** The store has no room for the request now. */
  record ServerIsBusy(String reason, long backoffMillis) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.SERVER_IS_BUSY;
    }

    @Override
    public String message() {
      return "Server is busy: " + reason;
    }
  }

  /** The command was overtaken (the term changed while it waited); nothing was written. */
  record StaleCommand() implements RegionError {
    @Override
    public Kind kind() {
      return Kind.STALE_COMMAND;
    }

    @Override
    public String message() {
      return "Command is stale";
    }
  }

  /** The request is meant for another store: addresses were reused. */
  record StoreNotMatch(long requestStoreId, long actualStoreId) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.STORE_NOT_MATCH;
    }

    @Override
    public String message() {
      return "Request for store " + requestStoreId + " reached store " + actualStoreId;
    }
  }

  /** The write does not fit into one entry of the Raft log. */
  record RaftEntryTooLarge(long regionId, long entrySizeBytes) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.RAFT_ENTRY_TOO_LARGE;
    }

    @Override
    public String message() {
      return "Raft entry too large, region " + regionId + ", " + entrySizeBytes + " bytes";
    }
  }

  /** A new leader does not know yet which timestamps were read under its predecessor. */
  record MaxTimestampNotSynced() implements RegionError {
    @Override
    public Kind kind() {
      return Kind.MAX_TIMESTAMP_NOT_SYNCED;
    }

    @Override
    public String message() {
      return "Max timestamp is not synced";
    }
  }

  /** The read index could not be confirmed in time. */
  record ReadIndexNotReady(String reason, long regionId) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.READ_INDEX_NOT_READY;
    }

    @Override
    public String message() {
      return "Read index of region " + regionId + " is not ready: " + reason;
    }
  }

  /** A stale read asked for data newer than the replica's safe timestamp. */
  record DataIsNotReady(long regionId, long peerId, long safeTs) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.DATA_IS_NOT_READY;
    }

    @Override
    public String message() {
      return "Data of region " + regionId + " is not ready, safe timestamp " + safeTs;
    }
  }

  /** The peer waits for its first snapshot. */
  record RegionNotInitialized(long regionId) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.REGION_NOT_INITIALIZED;
    }

    @Override
    public String message() {
      return "Region " + regionId + " is not initialized";
    }
  }

  /** Disks are full; nothing more is written. */
  record DiskFull(List<Long> storeIds, String reason) implements RegionError {
    /** Copies. */
    public DiskFull {
      storeIds = List.copyOf(storeIds);
    }

    @Override
    public Kind kind() {
      return Kind.DISK_FULL;
    }

    @Override
    public String message() {
      return "Disk full: " + reason;
    }
  }

  /** The peer of the request was replaced by another one on the same store. */
  record PeerNotMatch(long requestPeerId, long storePeerId) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.PEER_NOT_MATCH;
    }

    @Override
    public String message() {
      return "Request for peer " + requestPeerId + " reached peer " + storePeerId;
    }
  }

  /** The write was proposed and nobody knows whether it will be applied. */
  record Undetermined(String reason) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.UNDETERMINED;
    }

    @Override
    public String message() {
      return "Result is undetermined: " + reason;
    }
  }

  /** Anything else; callers look the region up again and retry. */
  record Other(String message) implements RegionError {
    @Override
    public Kind kind() {
      return Kind.OTHER;
    }
  }
}
