/** Rules of the whole repository as tests: layers, determinism, tidiness of files and documents. */
@NullMarked
package io.holdfast.endtoend.repository;

import org.jspecify.annotations.NullMarked;
