/** Tests of descriptors, snapshots, leases and of what the catalogue stores. */
@NullMarked
package io.holdfast.sql.catalog;

import org.jspecify.annotations.NullMarked;
