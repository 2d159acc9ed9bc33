/**
 * {@code pg_catalog} and {@code information_schema}: tables whose rows are computed from a snapshot
 * of the catalogue, and the functions that read it.
 *
 * <p>They go through the same planner and executor as stored tables; nothing recognises the texts
 * of clients. Names, columns, order and identifiers are PostgreSQL 15's. What we do not have
 * (triggers, policies, ...) has a table without rows. Types we lack are shown as their nearest:
 * {@code pg_node_tree} and {@code inet} as text, {@code aclitem[]} as {@code text[]}, {@code xid}
 * as bigint, domains as their base.
 *
 * <p>Everything here is immutable and computed on the thread of the session that asks; nothing
 * blocks.
 */
@NullMarked
package io.holdfast.sql.catalog.system;

import org.jspecify.annotations.NullMarked;
