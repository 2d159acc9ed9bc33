package io.holdfast.client.txn;

import io.holdfast.runtime.base.Bytes;

/** A key and its value; the value is empty in scans of keys only. */
public record KeyValue(Bytes key, Bytes value) {}
