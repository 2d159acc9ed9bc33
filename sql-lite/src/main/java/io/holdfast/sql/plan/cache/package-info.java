/**
 * Plans by the shape of their text: statements that differ in literals only share one.
 *
 * <p>One {@link io.holdfast.sql.plan.cache.PlanCache} per node, used by all its session threads at
 * once: a hit takes no lock, an insertion a short one, and nobody plans while holding it (two
 * sessions may plan the same statement at the same time; the later plan stays). What is kept is
 * immutable and says itself for which catalogue it is valid; the cache never flushes. The number of
 * plans is bounded; the victim is found by a clock, so the order of hash tables never matters.
 */
@NullMarked
package io.holdfast.sql.plan.cache;

import org.jspecify.annotations.NullMarked;
