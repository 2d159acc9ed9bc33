package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Calcite knows conditions and other values, no more: the true types stay with our expressions, so
 * nothing in Calcite can change one.
 */
final class OpaqueTypes {
  static final RelDataTypeFactory FACTORY = new SqlTypeFactoryImpl(RelDataTypeSystem.DEFAULT);

  private OpaqueTypes() {}

  static RelDataType of(SqlType type) {
    SqlTypeName name = type.is(BaseType.BOOL) ? SqlTypeName.BOOLEAN : SqlTypeName.VARCHAR;
    return FACTORY.createTypeWithNullability(FACTORY.createSqlType(name), true);
  }

  static RelDataType row(Shape shape) {
    RelDataTypeFactory.Builder row = FACTORY.builder();
    for (int i = 0; i < shape.width(); i++) {
      // Names are ours to restore; unique ones keep Calcite from inventing its own.
      row.add("c" + i, of(shape.type(i)));
    }
    return row.build();
  }
}
