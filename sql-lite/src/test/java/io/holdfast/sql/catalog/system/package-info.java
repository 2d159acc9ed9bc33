/** Tests of system tables and catalogue functions; expected rows are PostgreSQL 15's. */
@NullMarked
package io.holdfast.sql.catalog.system;

import org.jspecify.annotations.NullMarked;
