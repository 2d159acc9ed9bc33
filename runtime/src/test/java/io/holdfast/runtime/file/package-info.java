/** Contract of file systems; {@code FileSystemContract} is published in the test jar. */
@NullMarked
package io.holdfast.runtime.file;

import org.jspecify.annotations.NullMarked;
