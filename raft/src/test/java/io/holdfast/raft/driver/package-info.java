/** Tests of the driver: several nodes in the simulated world, with crashes and planted wirings. */
@NullMarked
package io.holdfast.raft.driver;

import org.jspecify.annotations.NullMarked;
