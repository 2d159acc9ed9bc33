package io.holdfast.store.raw;

import io.holdfast.runtime.base.Bytes;

/** A key and its value; the value is empty when only keys were asked for. */
public record RawPair(Bytes key, Bytes value) {}
