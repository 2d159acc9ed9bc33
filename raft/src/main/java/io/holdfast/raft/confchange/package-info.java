/**
 * Changes of the members of a group: one voter at a time (Thesis §4.1), or any set of peers through
 * a joint configuration (Thesis §4.3). Start at {@link io.holdfast.raft.confchange.ConfChanger}.
 *
 * <p>Pure functions over immutable values. Every change is checked by the same code when it is
 * proposed and when it is applied; as all replicas apply the same changes to the same
 * configuration, they agree on the outcome. Invariant: no peer is voter and learner at once, but
 * for voters of the outgoing majority that wait to become learners ({@code learnersNext}).
 */
@NullMarked
package io.holdfast.raft.confchange;

import org.jspecify.annotations.NullMarked;
