/**
 * Calls to placement drivers and stores: {@link io.holdfast.client.rpc.RpcCaller} turns gRPC into
 * futures with time limits of the client's loop, {@link io.holdfast.client.rpc.PdClient} finds and
 * follows the leading placement driver, {@link io.holdfast.client.rpc.RetryBudget} bounds every
 * repetition by time. {@code CallStream} lets short requests to one store travel together; what may
 * take long travels alone, so that the store hears when nobody waits.
 *
 * <p>Everything here belongs to the loop {@code client-loop}; answers of the network hop to it
 * before they touch any state. Neither deadlines nor retries of gRPC are used.
 */
@NullMarked
package io.holdfast.client.rpc;

import org.jspecify.annotations.NullMarked;
