/**
 * The public protocol, proved from outside: the published, unmodified TiKV client for Java against
 * clusters of ours in both key modes, every call of the protocol with stubs of our own, what
 * clients are known to trip over, and bad input.
 *
 * <p>The published client carries its own copies of gRPC, protobuf and Netty under other package
 * names, so it lives on the same class path. Its known defects are gone around where it is used,
 * and said there.
 *
 * <p>Clusters are shared by all tests of the run, one of each key mode; every test keeps to keys
 * with a prefix of its own, and a test that kills a store starts it again and waits for the cluster
 * to be whole. Tests run one after the other.
 */
@NullMarked
package io.holdfast.endtoend.tikv;

import org.jspecify.annotations.NullMarked;
