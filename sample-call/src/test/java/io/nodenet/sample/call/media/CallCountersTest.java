package io.nodenet.sample.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallCountersTest {
    private final CallCounters counters = new CallCounters();

    @Test
    void whatWasDroppedBeforeIsNoPartOfALaterCall() {
        counters.drop(CallCounters.Direction.SENT, CallCounters.Item.AUDIO, FrameDrop.CLOSED);
        counters.drop(CallCounters.Direction.RECEIVED, CallCounters.Item.VIDEO, FrameDrop.RATE);
        Map<String, Long> before = counters.drops();
        assertThat(counters.dropsSince(before)).isEmpty();

        counters.drop(CallCounters.Direction.RECEIVED, CallCounters.Item.CONTROL, FrameDrop.RATE);
        counters.drop(CallCounters.Direction.SENT, CallCounters.Item.AUDIO, FrameDrop.STALLED);

        assertThat(counters.dropsSince(before))
                .containsOnly(Map.entry(FrameDrop.RATE.label(), 1L), Map.entry(FrameDrop.STALLED.label(), 1L));
        assertThat(counters.drops()).containsEntry(FrameDrop.RATE.label(), 2L);
    }
}
