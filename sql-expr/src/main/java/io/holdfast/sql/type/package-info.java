/**
 * SQL types and their values: names, object identifiers, modifiers, text and binary forms, order.
 *
 * <p>A value in memory is a plain immutable object, null for NULL, whose class follows from the
 * type; {@link io.holdfast.sql.type.BaseType} lists them. Everything here is a pure function, free
 * of clocks and threads: the same jar evaluates on SQL nodes and, later, on stores.
 */
@NullMarked
package io.holdfast.sql.type;

import org.jspecify.annotations.NullMarked;
