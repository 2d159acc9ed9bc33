/**
 * A whole cluster in one thread: {@link io.holdfast.simulation.world.SimWorld} owns virtual time,
 * one queue of events and one seed; {@link io.holdfast.simulation.world.SimNode} is a machine whose
 * process can die and come back on the same files.
 *
 * <p>Everything here runs on the thread that built the world, or on the one cooperative thread to
 * which that thread has handed over (rule X7); all other threads are refused. Nothing reads real
 * time, with the single exception of {@code ThreadGate}, whose limit only decides when a stuck
 * thread is reported, never what a run does.
 *
 * <p>Invariants: the same seed and the same node code give the same {@link
 * io.holdfast.simulation.world.SimWorld#traceHash()} in every JVM (rule X6); time never goes back;
 * nothing a dead life of a node does has an effect; per stream, gRPC messages arrive complete, once
 * and in order unless the method is declared a datagram.
 *
 * <p>Start reading at {@code SimWorld.step()}, then {@code SimLoop}, {@code Exchange} (one RPC) and
 * {@code SimDisk} (what a power cut leaves).
 */
@NullMarked
package io.holdfast.simulation.world;

import org.jspecify.annotations.NullMarked;
