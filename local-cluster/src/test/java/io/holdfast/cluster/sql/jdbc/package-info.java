/** Sessions of pgjdbc: what Java programs do with tables. */
@NullMarked
package io.holdfast.cluster.sql.jdbc;

import org.jspecify.annotations.NullMarked;
