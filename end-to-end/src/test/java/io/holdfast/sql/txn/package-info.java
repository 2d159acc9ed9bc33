/** Opens what tests of whole clusters need of transactions and nobody else may have. */
@NullMarked
package io.holdfast.sql.txn;

import org.jspecify.annotations.NullMarked;
