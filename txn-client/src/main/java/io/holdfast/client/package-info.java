/**
 * The Java client of Holdfast; also works against TiKV. Start at {@link
 * io.holdfast.client.Database}:
 *
 * <pre>{@code
 * try (Database db = Database.connect(ClientConfig.of("127.0.0.1:2379"))) {
 *   db.run(tx -> tx.put(Bytes.utf8("greeting"), Bytes.utf8("hello")));
 *   Bytes value = db.transact(tx -> tx.get(Bytes.utf8("greeting")));
 * }
 * }</pre>
 *
 * <p>Threads: {@code client-loop} owns all state and talks to the cluster, {@code client-callbacks}
 * runs continuations of the application; blocking calls wait on the caller's thread. All errors are
 * unchecked: {@link io.holdfast.client.error.TxnException}.
 */
@NullMarked
package io.holdfast.client;

import org.jspecify.annotations.NullMarked;
