package io.holdfast.endtoend.sql.wire;

/** A column as RowDescription tells it. */
public record WireColumn(String name, int typeOid, int typmod) {}
