/**
 * The doors of a store: the public key-value service ({@link io.holdfast.store.service.KvService}),
 * health, and inspection. A handler turns wire messages into commands and back; what is decided is
 * decided elsewhere.
 *
 * <p>Threads: gRPC calls on network threads. Gets of regions led under a lease are answered there
 * ({@link io.holdfast.store.service.InlineGets}); every other request hops to the store loop, which
 * refuses with {@code ServerIsBusy} when its queue is full. Answers are sent from whatever loop has
 * them; streams with several writers hop to the store loop first.
 *
 * <p>Invariants: region errors travel inside responses; only what no client can act on (a forwarded
 * request, an unimplemented method) fails the call. A write is answered when it is applied here.
 */
@NullMarked
package io.holdfast.store.service;

import org.jspecify.annotations.NullMarked;
