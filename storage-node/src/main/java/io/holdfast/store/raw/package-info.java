/**
 * Raw key-value commands over the family {@code default}: pure; reads are commands like those of
 * transactions, writes are checked modifications.
 *
 * <p>The engine key is the key itself. The empty key and the empty value are legal and differ from
 * absence. Plain writes take no latches: one entry of the log is atomic, and what must look before
 * it writes is decided where the order of entries is known. There is no time to live yet: asking
 * for one is refused with a message.
 *
 * <p>Start with {@link io.holdfast.store.raw.RawCommands}.
 */
@NullMarked
package io.holdfast.store.raw;

import org.jspecify.annotations.NullMarked;
