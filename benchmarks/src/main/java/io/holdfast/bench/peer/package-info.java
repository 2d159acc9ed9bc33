/**
 * Others beside us: etcd, RheaKV, Ignite and PostgreSQL, three durable replicas where they have
 * such a thing, the same operations by the same number of clients, in turn.
 *
 * <p>Nothing of them is a dependency: they are programs of the machine, or libraries that Maven
 * fetches at run time into processes of their own ({@code PeerLibraries}), whose clients a {@code
 * PeerAgent} runs. One thread drives.
 */
@NullMarked
package io.holdfast.bench.peer;

import org.jspecify.annotations.NullMarked;
