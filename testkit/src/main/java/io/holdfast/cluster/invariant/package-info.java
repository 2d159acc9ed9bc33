/**
 * What must hold between the nodes of a simulated cluster after every event: one leader a term, one
 * entry an index, promises that outlive restarts, replicas that go only when their removal was
 * agreed, timestamps and ids that are handed out once. {@link
 * io.holdfast.cluster.invariant.ClusterInvariants} is asked after each turn of a node and fails the
 * run with the number of the rule and the values that broke it.
 *
 * <p>Reads the nodes' own views and never changes anything; confined to the thread of the world.
 */
@NullMarked
package io.holdfast.cluster.invariant;

import org.jspecify.annotations.NullMarked;
