package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.TableDescriptor;

/**
 * A system table.
 *
 * @param shared one for all databases
 * @param rowTypeOid pg_class.reltype
 */
record SystemRelation(TableDescriptor descriptor, boolean shared, int rowTypeOid) {}
