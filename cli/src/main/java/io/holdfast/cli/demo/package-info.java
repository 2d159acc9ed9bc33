/**
 * The main job as a demonstration: money moves between accounts in several regions while the store
 * that leads most of them is killed and comes back, twice, and a region splits. Every sum is
 * checked while it runs, and at the end the replicas must hold the same bytes.
 *
 * <p>One thread conducts; clients and the auditor have a thread each.
 */
@NullMarked
package io.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
