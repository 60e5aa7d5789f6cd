package io.nodenet.transport.media;

import io.nodenet.media.MediaFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber that writes down what it is told. */
class FrameLog implements Flow.Subscriber<MediaFrame> {
    final List<String> seen = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;

    Flow.Subscription subscription() {
        return Objects.requireNonNull(subscription);
    }

    @Override
    public void onSubscribe(Flow.Subscription theSubscription) {
        subscription = theSubscription;
        seen.add("subscribed");
    }

    @Override
    public void onNext(MediaFrame frame) {
        seen.add(
                (frame.message() ? "m" : "d") + ByteBuffer.wrap(frame.payload()).getInt());
    }

    @Override
    public void onError(Throwable failure) {
        seen.add(failure.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
        seen.add("complete");
    }
}
