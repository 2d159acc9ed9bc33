/**
 * Files with explicit durability: {@link io.holdfast.runtime.file.FileSystem}. Every sync is a
 * visible, counted call; the simulated implementation loses what was not synced, the production one
 * is {@link io.holdfast.runtime.file.NioFileSystem}. Both pass {@code FileSystemContract}.
 */
@NullMarked
package io.holdfast.runtime.file;

import org.jspecify.annotations.NullMarked;
