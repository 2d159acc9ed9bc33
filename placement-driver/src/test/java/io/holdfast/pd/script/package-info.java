/** Stories of the placement driver as scripts: a cluster, a region, and what is planned for it. */
@NullMarked
package io.holdfast.pd.script;

import org.jspecify.annotations.NullMarked;
