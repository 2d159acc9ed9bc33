package io.holdfast.pd.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.BootstrapCluster;
import io.holdfast.protocol.wire.internal.PdCommand;
import io.holdfast.protocol.wire.metapb.Cluster;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.List;

/** A decided change of the replicated state: one entry of the placement driver's Raft log. */
public sealed interface ClusterCommand {
  /** For exhaustive switches. */
  enum Kind {
    /** {@link InitCluster}. */
    INIT_CLUSTER,
    /** {@link Bootstrap}. */
    BOOTSTRAP,
    /** {@link RaiseTsoWindow}. */
    RAISE_TSO_WINDOW,
    /** {@link RaiseIdBound}. */
    RAISE_ID_BOUND,
    /** {@link PutStore}. */
    PUT_STORE,
    /** {@link PutCluster}. */
    PUT_CLUSTER,
    /** {@link SetGcSafePoint}. */
    SET_GC_SAFE_POINT,
    /** {@link SetServiceSafePoint}. */
    SET_SERVICE_SAFE_POINT,
    /** {@link PutRegions}. */
    PUT_REGIONS,
    /** {@link SetStoreState}. */
    SET_STORE_STATE
  }

  /** Which of the records this is. */
  Kind kind();

  /** Names the cluster; the first command of a log, without effect after that. */
  record InitCluster(long clusterId, KeyMode keyMode, int maxPeerCount) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.INIT_CLUSTER;
    }
  }

  /** The first store and the region that spans everything; without effect when there is one. */
  record Bootstrap(Store store, Region region) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.BOOTSTRAP;
    }
  }

  /** Timestamps up to this millisecond may be handed out (rule T1). */
  record RaiseTsoWindow(long upperBoundMillis) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.RAISE_TSO_WINDOW;
    }
  }

  /** Ids up to this one, inclusive, may be handed out. */
  record RaiseIdBound(long bound) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.RAISE_ID_BOUND;
    }
  }

  /** Adds a store or replaces what is known of it, but for its state. */
  record PutStore(Store store) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.PUT_STORE;
    }
  }

  /** Replaces the cluster's settings. */
  record PutCluster(Cluster cluster) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.PUT_CLUSTER;
    }
  }

  /** Versions below this timestamp may be collected. */
  record SetGcSafePoint(long safePoint) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.SET_GC_SAFE_POINT;
    }
  }

  /** What one service still needs; an expiry of 0 removes the service. */
  record SetServiceSafePoint(String serviceId, long safePoint, long expiresAtMillis)
      implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.SET_SERVICE_SAFE_POINT;
    }
  }

  /** Routes worth keeping over a restart. */
  record PutRegions(List<Region> regions) implements ClusterCommand {
    /** Copies. */
    public PutRegions {
      regions = List.copyOf(regions);
    }

    @Override
    public Kind kind() {
      return Kind.PUT_REGIONS;
    }
  }

  /** A store leaves, stays or has left; without effect on one that is unknown or has left. */
  record SetStoreState(long storeId, StoreState state) implements ClusterCommand {
    @Override
    public Kind kind() {
      return Kind.SET_STORE_STATE;
    }
  }

  /** The form of the log. */
  default Bytes encode() {
    PdCommand.Builder wire = PdCommand.newBuilder();
    switch (kind()) {
      case INIT_CLUSTER -> {
        InitCluster c = (InitCluster) this;
        wire.getInitClusterBuilder()
            .setClusterId(c.clusterId())
            .setKeyMode(c.keyMode().toWire())
            .setMaxPeerCount(c.maxPeerCount());
      }
      case BOOTSTRAP -> {
        Bootstrap c = (Bootstrap) this;
        wire.getBootstrapBuilder().setStore(c.store()).setRegion(c.region());
      }
      case RAISE_TSO_WINDOW ->
          wire.getRaiseTsoWindowBuilder()
              .setUpperBoundMillis(((RaiseTsoWindow) this).upperBoundMillis());
      case RAISE_ID_BOUND -> wire.getRaiseIdBoundBuilder().setBound(((RaiseIdBound) this).bound());
      case PUT_STORE -> wire.setPutStore(((PutStore) this).store());
      case PUT_CLUSTER -> wire.setPutCluster(((PutCluster) this).cluster());
      case SET_GC_SAFE_POINT ->
          wire.getGcSafePointBuilder().setSafePoint(((SetGcSafePoint) this).safePoint());
      case SET_SERVICE_SAFE_POINT -> {
        SetServiceSafePoint c = (SetServiceSafePoint) this;
        wire.getServiceSafePointBuilder()
            .setServiceId(c.serviceId())
            .setSafePoint(c.safePoint())
            .setExpiresAtMillis(c.expiresAtMillis());
      }
      case PUT_REGIONS -> wire.getPutRegionsBuilder().addAllRegions(((PutRegions) this).regions());
      case SET_STORE_STATE -> {
        SetStoreState c = (SetStoreState) this;
        wire.getStoreStateBuilder().setStoreId(c.storeId()).setState(c.state());
      }
    }
    return Bytes.wrap(wire.build().toByteArray());
  }

  /** Reads the form of the log. Fails on anything else: the log is checksummed, so it is a bug. */
  static ClusterCommand decode(Bytes entry) {
    PdCommand wire;
    try {
      wire = PdCommand.parseFrom(ProtoBytes.toWire(entry));
    } catch (InvalidProtocolBufferException e) {
      throw new InvariantViolation("Entry of the log is not a command: " + e.getMessage());
    }
    return switch (wire.getBodyCase()) {
      case INIT_CLUSTER ->
          new InitCluster(
              wire.getInitCluster().getClusterId(),
              KeyMode.fromWire(wire.getInitCluster().getKeyMode()),
              wire.getInitCluster().getMaxPeerCount());
      case BOOTSTRAP -> {
        BootstrapCluster c = wire.getBootstrap();
        yield new Bootstrap(c.getStore(), c.getRegion());
      }
      case RAISE_TSO_WINDOW -> new RaiseTsoWindow(wire.getRaiseTsoWindow().getUpperBoundMillis());
      case RAISE_ID_BOUND -> new RaiseIdBound(wire.getRaiseIdBound().getBound());
      case PUT_STORE -> new PutStore(wire.getPutStore());
      case PUT_CLUSTER -> new PutCluster(wire.getPutCluster());
      case GC_SAFE_POINT -> new SetGcSafePoint(wire.getGcSafePoint().getSafePoint());
      case SERVICE_SAFE_POINT ->
          new SetServiceSafePoint(
              wire.getServiceSafePoint().getServiceId(),
              wire.getServiceSafePoint().getSafePoint(),
              wire.getServiceSafePoint().getExpiresAtMillis());
      case PUT_REGIONS -> new PutRegions(wire.getPutRegions().getRegionsList());
      case STORE_STATE ->
          new SetStoreState(wire.getStoreState().getStoreId(), wire.getStoreState().getState());
      case BODY_NOT_SET -> throw new InvariantViolation("Command of a newer version in the log");
    };
  }
}
