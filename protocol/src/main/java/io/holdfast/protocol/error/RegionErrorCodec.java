package io.holdfast.protocol.error;

import io.holdfast.protocol.error.RegionError.DataIsNotReady;
import io.holdfast.protocol.error.RegionError.DiskFull;
import io.holdfast.protocol.error.RegionError.EpochNotMatch;
import io.holdfast.protocol.error.RegionError.KeyNotInRegion;
import io.holdfast.protocol.error.RegionError.MaxTimestampNotSynced;
import io.holdfast.protocol.error.RegionError.NotLeader;
import io.holdfast.protocol.error.RegionError.Other;
import io.holdfast.protocol.error.RegionError.PeerNotMatch;
import io.holdfast.protocol.error.RegionError.RaftEntryTooLarge;
import io.holdfast.protocol.error.RegionError.ReadIndexNotReady;
import io.holdfast.protocol.error.RegionError.RegionNotFound;
import io.holdfast.protocol.error.RegionError.RegionNotInitialized;
import io.holdfast.protocol.error.RegionError.ServerIsBusy;
import io.holdfast.protocol.error.RegionError.StaleCommand;
import io.holdfast.protocol.error.RegionError.StoreNotMatch;
import io.holdfast.protocol.error.RegionError.Undetermined;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.errorpb.MismatchPeerId;
import io.holdfast.protocol.wire.errorpb.UndeterminedResult;

/** Region errors to and from the wire. The order of decoding is the order clients look in. */
final class RegionErrorCodec {
  private RegionErrorCodec() {}

  static Error encode(RegionError error) {
    Error.Builder wire = Error.newBuilder().setMessage(error.message());
    switch (error.kind()) {
      case NOT_LEADER -> wire.setNotLeader(notLeader((NotLeader) error));
      case REGION_NOT_FOUND -> {
        RegionNotFound e = (RegionNotFound) error;
        wire.getRegionNotFoundBuilder().setRegionId(e.regionId());
      }
      case KEY_NOT_IN_REGION -> wire.setKeyNotInRegion(keyNotInRegion((KeyNotInRegion) error));
      case EPOCH_NOT_MATCH -> {
        EpochNotMatch e = (EpochNotMatch) error;
        wire.getEpochNotMatchBuilder().addAllCurrentRegions(e.currentRegions());
      }
      case SERVER_IS_BUSY -> {
        ServerIsBusy e = (ServerIsBusy) error;
        wire.getServerIsBusyBuilder().setReason(e.reason()).setBackoffMs(e.backoffMillis());
      }
      case STALE_COMMAND -> wire.getStaleCommandBuilder();
      case STORE_NOT_MATCH -> {
        StoreNotMatch e = (StoreNotMatch) error;
        wire.getStoreNotMatchBuilder()
            .setRequestStoreId(e.requestStoreId())
            .setActualStoreId(e.actualStoreId());
      }
      case RAFT_ENTRY_TOO_LARGE -> {
        RaftEntryTooLarge e = (RaftEntryTooLarge) error;
        wire.getRaftEntryTooLargeBuilder()
            .setRegionId(e.regionId())
            .setEntrySize(e.entrySizeBytes());
      }
      case MAX_TIMESTAMP_NOT_SYNCED -> wire.getMaxTimestampNotSyncedBuilder();
      case READ_INDEX_NOT_READY -> {
        ReadIndexNotReady e = (ReadIndexNotReady) error;
        wire.getReadIndexNotReadyBuilder().setReason(e.reason()).setRegionId(e.regionId());
      }
      case DATA_IS_NOT_READY -> {
        DataIsNotReady e = (DataIsNotReady) error;
        wire.getDataIsNotReadyBuilder()
            .setRegionId(e.regionId())
            .setPeerId(e.peerId())
            .setSafeTs(e.safeTs());
      }
      case REGION_NOT_INITIALIZED -> {
        RegionNotInitialized e = (RegionNotInitialized) error;
        wire.getRegionNotInitializedBuilder().setRegionId(e.regionId());
      }
      case DISK_FULL -> {
        DiskFull e = (DiskFull) error;
        wire.getDiskFullBuilder().addAllStoreId(e.storeIds()).setReason(e.reason());
      }
      case PEER_NOT_MATCH -> {
        PeerNotMatch e = (PeerNotMatch) error;
        wire.getMismatchPeerIdBuilder()
            .setRequestPeerId(e.requestPeerId())
            .setStorePeerId(e.storePeerId());
      }
      case UNDETERMINED -> {
        Undetermined e = (Undetermined) error;
        wire.getUndeterminedResultBuilder().setMessage(e.reason());
      }
      case OTHER -> {} // The message is all there is.
    }
    return wire.build();
  }

  private static io.holdfast.protocol.wire.errorpb.NotLeader notLeader(NotLeader error) {
    var wire =
        io.holdfast.protocol.wire.errorpb.NotLeader.newBuilder().setRegionId(error.regionId());
    if (error.leader() != null) {
      wire.setLeader(error.leader());
    }
    return wire.build();
  }

  private static io.holdfast.protocol.wire.errorpb.KeyNotInRegion keyNotInRegion(
      KeyNotInRegion error) {
    return io.holdfast.protocol.wire.errorpb.KeyNotInRegion.newBuilder()
        .setKey(ProtoBytes.toWire(error.key()))
        .setRegionId(error.regionId())
        .setStartKey(ProtoBytes.toWire(error.startKey()))
        .setEndKey(ProtoBytes.toWire(error.endKey()))
        .build();
  }

  static RegionError decode(Error wire) {
    if (wire.hasNotLeader()) {
      var e = wire.getNotLeader();
      return new NotLeader(e.getRegionId(), e.hasLeader() ? e.getLeader() : null);
    }
    if (wire.hasStoreNotMatch()) {
      var e = wire.getStoreNotMatch();
      return new StoreNotMatch(e.getRequestStoreId(), e.getActualStoreId());
    }
    if (wire.hasEpochNotMatch()) {
      return new EpochNotMatch(wire.getEpochNotMatch().getCurrentRegionsList());
    }
    if (wire.hasServerIsBusy()) {
      var e = wire.getServerIsBusy();
      return new ServerIsBusy(e.getReason(), e.getBackoffMs());
    }
    if (wire.hasStaleCommand()) {
      return new StaleCommand();
    }
    if (wire.hasRaftEntryTooLarge()) {
      var e = wire.getRaftEntryTooLarge();
      return new RaftEntryTooLarge(e.getRegionId(), e.getEntrySize());
    }
    if (wire.hasKeyNotInRegion()) {
      var e = wire.getKeyNotInRegion();
      return new KeyNotInRegion(
          ProtoBytes.fromWire(e.getKey()),
          e.getRegionId(),
          ProtoBytes.fromWire(e.getStartKey()),
          ProtoBytes.fromWire(e.getEndKey()));
    }
    return decodeRare(wire);
  }

  private static RegionError decodeRare(Error wire) {
    if (wire.hasRegionNotFound()) {
      return new RegionNotFound(wire.getRegionNotFound().getRegionId());
    }
    if (wire.hasMaxTimestampNotSynced()) {
      return new MaxTimestampNotSynced();
    }
    if (wire.hasReadIndexNotReady()) {
      var e = wire.getReadIndexNotReady();
      return new ReadIndexNotReady(e.getReason(), e.getRegionId());
    }
    if (wire.hasDataIsNotReady()) {
      var e = wire.getDataIsNotReady();
      return new DataIsNotReady(e.getRegionId(), e.getPeerId(), e.getSafeTs());
    }
    if (wire.hasRegionNotInitialized()) {
      return new RegionNotInitialized(wire.getRegionNotInitialized().getRegionId());
    }
    if (wire.hasDiskFull()) {
      var e = wire.getDiskFull();
      return new DiskFull(e.getStoreIdList(), e.getReason());
    }
    if (wire.hasMismatchPeerId()) {
      MismatchPeerId e = wire.getMismatchPeerId();
      return new PeerNotMatch(e.getRequestPeerId(), e.getStorePeerId());
    }
    if (wire.hasUndeterminedResult()) {
      UndeterminedResult e = wire.getUndeterminedResult();
      return new Undetermined(e.getMessage());
    }
    return new Other(wire.getMessage());
  }
}
