package io.holdfast.pd.service;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.holdfast.pd.state.ClusterCommand.SetGcSafePoint;
import io.holdfast.pd.state.ClusterCommand.SetServiceSafePoint;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.pd.tso.TimestampServer;
import io.holdfast.protocol.wire.pdpb.UpdateGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.UpdateGCSafePointResponse;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointResponse;

/**
 * How far old versions may be collected, and who still needs which. Time-outs count in the oracle's
 * physical time, which no jump of a wall clock moves (rule T4). Confined to {@code pd-loop}.
 */
final class SafePointCalls {
  /** Services that may hold a safe point: each is looked at in every update. */
  static final int SERVICES_MAX = 1_024;

  private final Calls calls;
  private final CommandLog log;
  private final ClusterState state;
  private final TimestampServer timestamps;

  SafePointCalls(Calls calls, CommandLog log, ClusterState state, TimestampServer timestamps) {
    this.calls = calls;
    this.log = log;
    this.state = state;
    this.timestamps = timestamps;
  }

  void update(UpdateGCSafePointRequest request, Reply<UpdateGCSafePointResponse> reply) {
    if (Long.compareUnsigned(request.getSafePoint(), state.gcSafePoint()) <= 0) {
      reply.ok(updated());
      return;
    }
    StoreCalls.propose(
        log, new SetGcSafePoint(request.getSafePoint()), reply, effect -> reply.ok(updated()));
  }

  private UpdateGCSafePointResponse updated() {
    return UpdateGCSafePointResponse.newBuilder()
        .setHeader(calls.header())
        .setNewSafePoint(state.gcSafePoint())
        .build();
  }

  /** A safe point below the oldest one that somebody holds is not taken: it may be gone already. */
  void updateService(
      UpdateServiceGCSafePointRequest request, Reply<UpdateServiceGCSafePointResponse> reply) {
    String service = request.getServiceId().toStringUtf8();
    boolean removes = request.getTTL() <= 0;
    if (service.isEmpty() || (removes && service.equals(ClusterState.GC_WORKER))) {
      reply.fail(
          Status.INVALID_ARGUMENT.withDescription("cannot remove the safe point of " + service));
      return;
    }
    long now = timestamps.physicalMillis();
    long oldest = state.oldestService(now).safePoint();
    boolean tooOld = Long.compareUnsigned(request.getSafePoint(), oldest) < 0;
    boolean nothingToDo = removes ? !state.hasService(service) : tooOld;
    if (nothingToDo) {
      reply.ok(oldest(now));
      return;
    }
    if (!removes && !state.hasService(service) && state.serviceCount() >= SERVICES_MAX) {
      reply.fail(Status.RESOURCE_EXHAUSTED.withDescription("too many services hold safe points"));
      return;
    }
    long expiresAt = removes ? 0 : expiry(now, service, request.getTTL());
    StoreCalls.propose(
        log,
        new SetServiceSafePoint(service, request.getSafePoint(), expiresAt),
        reply,
        effect -> reply.ok(oldest(now)));
  }

  private static long expiry(long nowMillis, String service, long ttlSeconds) {
    boolean forEver =
        service.equals(ClusterState.GC_WORKER) || ttlSeconds > (Long.MAX_VALUE - nowMillis) / 1_000;
    return forEver ? Long.MAX_VALUE : nowMillis + ttlSeconds * 1_000;
  }

  private UpdateServiceGCSafePointResponse oldest(long nowMillis) {
    SetServiceSafePoint oldest = state.oldestService(nowMillis);
    return UpdateServiceGCSafePointResponse.newBuilder()
        .setHeader(calls.header())
        .setServiceId(ByteString.copyFromUtf8(oldest.serviceId()))
        .setTTL(
            oldest.expiresAtMillis() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : (oldest.expiresAtMillis() - nowMillis) / 1_000)
        .setMinSafePoint(oldest.safePoint())
        .build();
  }
}
