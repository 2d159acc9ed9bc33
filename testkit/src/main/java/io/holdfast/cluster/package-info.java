/**
 * The whole system in one JVM, as public API: {@link io.holdfast.cluster.LocalCluster} on real
 * threads, sockets and files, {@link io.holdfast.cluster.SimulatedCluster} in one thread under
 * simulated time, {@link io.holdfast.cluster.HoldfastExtension} for JUnit. {@link
 * io.holdfast.cluster.ProcessCluster} runs the same nodes as processes.
 *
 * <p>Composition only: nodes are wired by {@code StoreNode} and {@code PdNode}; this room decides
 * which runtime they run on. Start here to see what a cluster is made of.
 */
@NullMarked
package io.holdfast.cluster;

import org.jspecify.annotations.NullMarked;
