package io.holdfast.store.service;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.ReadyCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.RegionAccess;
import io.holdfast.store.txn.RegionSnapshot;
import java.util.List;

/** One request's way to its region. Confined to the store loop. */
final class PeerAccess implements RegionAccess {
  private final StoreContext store;
  private final RequestChecks checks;
  private final Context context;

  PeerAccess(StoreContext store, RequestChecks checks, Context context) {
    this.store = store;
    this.checks = checks;
    this.context = context;
  }

  @Override
  public long regionId() {
    return context.getRegionId();
  }

  @Override
  public void snapshot(SnapshotCallback callback) {
    RequestChecks.Admission admission = checks.admit(context, false);
    RegionPeer peer = admission.peer();
    RegionError error = admission.error();
    if (peer == null) {
      callback.onRefused(
          error == null ? new RegionError.RegionNotFound(context.getRegionId()) : error);
    } else if (peer.group().hasAppliedOwnTerm()) {
      callback.onSnapshot(take(peer));
    } else {
      // A new leader: what its predecessors committed must be applied first (L14).
      peer.awaitReadable(
          new ReadyCallback() {
            @Override
            public void ready() {
              RegionError changed = checks.objection(peer, context, false);
              if (changed == null && !peer.group().hasAppliedOwnTerm()) {
                changed = new RegionError.ReadIndexNotReady("leader of a new term", peer.id());
              }
              if (changed == null) {
                callback.onSnapshot(take(peer));
              } else {
                callback.onRefused(changed);
              }
            }

            @Override
            public void refused(RegionError refusal) {
              callback.onRefused(refusal);
            }
          });
    }
  }

  private RegionSnapshot take(RegionPeer peer) {
    store.runtime().preemptionPoint("write.snapshot");
    return new RegionSnapshot(
        store.engine().snapshot(),
        peer.term(),
        peer.region().version(),
        new KeyRange(peer.region().start(), peer.region().end()));
  }

  @Override
  public void propose(
      RegionSnapshot taken, List<Modification> writes, boolean grows, Callback callback) {
    RegionPeer peer = store.router().peer(context.getRegionId());
    if (peer == null) {
      callback.onRefused(new RegionError.RegionNotFound(context.getRegionId()));
      return;
    }
    RaftCommand.Builder command =
        RaftCommand.newBuilder()
            .setEpoch(peer.region().epoch().toBuilder().setVersion(taken.version()))
            .setWrite(CommandCodec.encode(writes));
    peer.propose(command, taken.term(), grows, new Proposed(callback));
  }

  @Override
  public void confirm(RegionSnapshot taken, Callback callback) {
    RegionPeer peer = store.router().peer(context.getRegionId());
    if (peer == null) {
      callback.onRefused(new RegionError.RegionNotFound(context.getRegionId()));
      return;
    }
    peer.awaitReadable(
        new ReadyCallback() {
          @Override
          public void ready() {
            RegionError changed = checks.objection(peer, context, false);
            if (changed != null) {
              callback.onRefused(changed);
            } else if (peer.term() != taken.term() || peer.region().version() != taken.version()) {
              callback.onRefused(new RegionError.StaleCommand());
            } else {
              callback.onDone();
            }
          }

          @Override
          public void refused(RegionError refusal) {
            callback.onRefused(refusal);
          }
        });
  }

  /** Hands the end of a proposal on. */
  private static final class Proposed implements ProposalCallback {
    private final Callback callback;

    Proposed(Callback callback) {
      this.callback = callback;
    }

    @Override
    public void applied(CommandOutcome outcome) {
      callback.onDone();
    }

    @Override
    public void refused(RegionError error) {
      callback.onRefused(error);
    }

    @Override
    public void undecided() {
      callback.onUndecided();
    }

    @Override
    public void undetermined(String reason) {
      callback.onRefused(new RegionError.Undetermined(reason));
    }
  }
}
