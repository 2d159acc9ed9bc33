package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of CREATE TABLE, of ADD COLUMN, or of a function's column list.
 *
 * @param collation name parts, empty for none
 * @param constraints in the order written
 * @param storage COMPRESSION or STORAGE words are dropped; null
 */
public record ColumnDefinition(
    String name,
    TypeName type,
    List<String> collation,
    List<Constraint> constraints,
    @Nullable String storage,
    int pos)
    implements Node {}
