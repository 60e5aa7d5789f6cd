package io.nodenet.testing;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails the test run if a buffer leaked: each class for what was reported by its end, the run for what its end brings to light.
 *
 * <p>Registered for every class by {@code META-INF/services} and {@code junit-platform.properties}.
 */
public final class LeakGuardExtension implements BeforeAllCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakGuardExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(NAMESPACE).computeIfAbsent(EndOfRun.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failOn(LeakGuard.recorded(), "by the end of " + context.getDisplayName());
    }

    private static void failOn(List<String> leaks, String when) {
        if (!leaks.isEmpty()) {
            LeakGuard.forget("");
            throw new AssertionError(
                    leaks.size() + " leaked resource(s) reported " + when + ":\n" + String.join("\n", leaks));
        }
    }

    /** Closed by JUnit when its root store closes, after the last class. */
    static final class EndOfRun implements AutoCloseable {
        @Override
        public void close() {
            failOn(LeakGuard.collect(), "at the end of the run");
        }
    }
}
