/**
 * The placement driver on the wire: the public {@code pdpb.PD} service, {@code grpc.health.v1} and
 * our own {@code holdfast.ClusterInfo}.
 *
 * <p>Handlers run on a thread of the network and do nothing there but hop to {@code pd-loop}; all
 * else, answers included, runs on that loop. Three kinds of answers: a response; a response whose
 * header carries an error (the cluster is not bootstrapped, the region is unknown); a failed call
 * (wrong cluster, not the leader, bad argument). Clients retry the first two kinds of errors in
 * different ways, so which is used where follows what published clients expect.
 *
 * <p>{@link io.holdfast.pd.service.OldCopyGuard} listens to what stores know to be in use and stops
 * ids and timestamps when that is more than this member does (rule T5).
 */
@NullMarked
package io.holdfast.pd.service;

import org.jspecify.annotations.NullMarked;
