package io.holdfast.store.region;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.store.budget.SharedBudget;
import io.holdfast.store.engine.KvEngine;

/**
 * What all replicas of one store share. Built once by the composition root; every part belongs to
 * the store loop or is safe for it.
 *
 * @param events who wants to know of changes
 * @param snapshots the snapshot room
 * @param proposalBytes proposals that wait for apply
 * @param pendingReads reads that wait for a read index or for the apply of what it names
 * @param health reasons to refuse everything
 * @param promises what stores have promised each other
 */
public record StoreContext(
    long clusterId,
    long storeId,
    KeyMode keyMode,
    NodeRuntime runtime,
    EventLoop loop,
    KvEngine engine,
    ApplyQueue apply,
    RegionRouter router,
    RegionEvents events,
    SnapshotPort snapshots,
    RegionLimits limits,
    SharedBudget proposalBytes,
    SharedBudget pendingReads,
    StoreHealth health,
    StorePromises promises) {}
