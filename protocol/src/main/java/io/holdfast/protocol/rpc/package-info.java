/**
 * The calls of the key-value service as one table: name, request, answer, and how batches carry
 * them. What is not in the table is not offered.
 */
@NullMarked
package io.holdfast.protocol.rpc;

import org.jspecify.annotations.NullMarked;
