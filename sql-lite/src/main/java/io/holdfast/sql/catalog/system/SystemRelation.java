package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.TableDescriptor;
import java.util.Map;

/**
 * A system table.
 *
 * @param shared one for all databases
 * @param rowTypeOid pg_class.reltype
 * @param collations pg_attribute.attcollation by column id, where it is not that of catalogues
 */
record SystemRelation(
    TableDescriptor descriptor, boolean shared, int rowTypeOid, Map<Integer, Integer> collations) {}
