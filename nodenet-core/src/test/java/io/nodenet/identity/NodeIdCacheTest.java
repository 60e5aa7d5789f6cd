package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.nodenet.kad.NodeId;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeIdCacheTest {
    private final Random random = new Random(3);

    @Test
    void hitIsTheSameObjectAndMissTheSameValueAsHashing() {
        NodeIdCache cache = new NodeIdCache(1);
        byte[] key = randomKey();

        NodeId first = cache.nodeIdOf(key, 0);

        assertThat(first).isEqualTo(KeyHash.nodeIdOf(key, 0));
        assertThat(cache.nodeIdOf(key.clone(), 0)).isSameAs(first);
    }

    @Test
    void floodOfStrangersYieldsRightAnswersWithinTheSameMemory() {
        NodeIdCache cache = new NodeIdCache(64, 5);
        for (int i = 0; i < 5_000; i++) {
            byte[] key = randomKey();
            assertThat(cache.nodeIdOf(key, 0)).isEqualTo(KeyHash.nodeIdOf(key, 0));
        }

        assertThat(cache.capacity()).isEqualTo(64);
        assertThat(new NodeIdCache(5).capacity()).as("unless told otherwise").isEqualTo(4096);
    }

    @Test
    void roomGrowsWithTheKeysUpToTheCapacity() {
        NodeIdCache cache = new NodeIdCache(5);
        assertThat(cache.slots()).isEqualTo(16);
        for (int i = 0; i < 100; i++) {
            cache.nodeIdOf(randomKey(), 0);
        }
        assertThat(cache.slots()).isBetween(128, 512);
        for (int i = 0; i < 5_000; i++) {
            cache.nodeIdOf(randomKey(), 0);
        }

        assertThat(cache.slots()).isEqualTo(4096);
    }

    @Test
    void growthLosesNoKeyAndKeepsThoseBusyThatWere() {
        NodeIdCache cache = new NodeIdCache(4096, 7);
        byte[] first = randomKey();
        NodeId id = cache.nodeIdOf(first, 0);
        for (int slots = 16; slots < 4096; slots = cache.slots()) {
            cache.nodeIdOf(first, 0);
            cache.nodeIdOf(randomKey(), 0);
        }

        assertThat(cache.nodeIdOf(first, 0)).isSameAs(id);
    }

    @Test
    void busyKeySurvivesAFlood() {
        NodeIdCache cache = new NodeIdCache(64, 5);
        byte[] busy = randomKey();
        NodeId id = cache.nodeIdOf(busy, 0);
        for (int i = 0; i < 5_000; i++) {
            cache.nodeIdOf(busy, 0);
            cache.nodeIdOf(randomKey(), 0);
        }

        assertThat(cache.nodeIdOf(busy, 0)).isSameAs(id);
    }

    @Test
    void keysFarBelowTheCapacityMostlyStay() {
        NodeIdCache cache = new NodeIdCache(4096, 9);
        byte[] keys = new byte[1024 * 32];
        random.nextBytes(keys);
        NodeId[] ids = new NodeId[1024];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = cache.nodeIdOf(keys, i * 32);
        }
        int kept = 0;
        for (int i = 0; i < ids.length; i++) {
            kept += isSame(cache.nodeIdOf(keys, i * 32), ids[i]) ? 1 : 0;
        }

        assertThat(kept).isGreaterThan(950);
    }

    @Test
    void keysThatDifferInOneByteAreSpreadWhateverTheByte() {
        for (int position = 0; position < 32; position++) {
            NodeIdCache cache = new NodeIdCache(1024, 11);
            byte[] key = randomKey();
            NodeId[] ids = new NodeId[128];
            for (int i = 0; i < ids.length; i++) {
                key[position] = (byte) i;
                ids[i] = cache.nodeIdOf(key, 0);
            }
            int kept = 0;
            for (int i = 0; i < ids.length; i++) {
                key[position] = (byte) i;
                kept += isSame(cache.nodeIdOf(key, 0), ids[i]) ? 1 : 0;
            }
            assertThat(kept).as("byte %d", position).isGreaterThan(100);
        }
    }

    @Test
    void hitAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        NodeIdCache cache = new NodeIdCache(1);
        byte[] key = randomKey();
        lookUpManyTimes(cache, key);
        long thread = Thread.currentThread().getId();

        long before = threads.getThreadAllocatedBytes(thread);
        lookUpManyTimes(cache, key);
        long after = threads.getThreadAllocatedBytes(thread);

        assertThat(after - before).isLessThan(50_000); // 100,000 look-ups: less than a byte each
    }

    @Test
    void capacityThatIsNoPowerOfTwoIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeIdCache(2, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeIdCache(100, 0));
    }

    private static void lookUpManyTimes(NodeIdCache cache, byte[] key) {
        for (int i = 0; i < 100_000; i++) {
            cache.nodeIdOf(key, 0);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the question is whether it was hashed again
    private static boolean isSame(NodeId a, NodeId b) {
        return a == b;
    }

    private byte[] randomKey() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }
}
