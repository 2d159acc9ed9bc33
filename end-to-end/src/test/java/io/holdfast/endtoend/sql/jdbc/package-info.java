/** Sessions of pgjdbc: what Java programs do with tables. */
@NullMarked
package io.holdfast.endtoend.sql.jdbc;

import org.jspecify.annotations.NullMarked;
