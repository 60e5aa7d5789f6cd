package io.nodenet.sample.call.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.call.media.FrameKind;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PageQueueTest {
    private final PageQueue queue = new PageQueue();

    private static ByteBuffer frame(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @Test
    void documentsComeFirstThenSoundThenPictures() throws InterruptedException {
        queue.offer(FrameKind.VIDEO, frame(3));
        queue.offer(FrameKind.AUDIO, frame(2));
        queue.add("text");

        assertThat(queue.take()).isEqualTo(new PageQueue.Item("text", null));
        assertThat(queue.take()).isEqualTo(new PageQueue.Item(null, frame(2)));
        assertThat(queue.take()).isEqualTo(new PageQueue.Item(null, frame(3)));
    }

    @Test
    void noKindDrivesOutAnother() {
        for (int i = 0; i < PageQueue.MAX_VIDEO; i++) {
            assertThat(queue.offer(FrameKind.VIDEO, frame(1))).isTrue();
        }
        assertThat(queue.offer(FrameKind.VIDEO, frame(1))).isFalse();
        for (int i = 0; i < PageQueue.MAX_AUDIO; i++) {
            assertThat(queue.offer(FrameKind.AUDIO, frame(1))).isTrue();
        }
        assertThat(queue.offer(FrameKind.AUDIO, frame(1))).isFalse();
    }

    @Test
    void picturesAreBoundedByTheirBytes() throws InterruptedException {
        int large = 65_532;
        int fitting = 0;
        while (queue.offer(FrameKind.VIDEO, frame(large))) {
            fitting++;
        }
        assertThat(fitting).isEqualTo(PageQueue.MAX_VIDEO_BYTES / large + 1);

        queue.take();
        assertThat(queue.offer(FrameKind.VIDEO, frame(large))).isTrue();
    }

    @Test
    void theOldestDocumentGivesWay() throws InterruptedException {
        for (int i = 0; i <= PageQueue.MAX_TEXTS; i++) {
            queue.add("text " + i);
        }
        assertThat(queue.take()).isEqualTo(new PageQueue.Item("text 1", null));
    }

    @Test
    void theLastWordsGoAndFramesDoNot() throws InterruptedException {
        queue.offer(FrameKind.AUDIO, frame(2));
        queue.add("ended");
        queue.end();
        queue.add("too late");

        assertThat(queue.offer(FrameKind.AUDIO, frame(2))).isFalse();
        assertThat(queue.take()).isEqualTo(new PageQueue.Item("ended", null));
        assertThat(queue.take()).isNull();
    }

    @Test
    void whoWaitsIsWokenByTheEnd() throws Exception {
        CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take() == null;
            } catch (InterruptedException e) {
                return false;
            }
        });
        queue.end();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
