package io.holdfast.cluster.sql.wire;

/** A column as RowDescription tells it. */
public record WireColumn(String name, int typeOid, int typmod) {}
