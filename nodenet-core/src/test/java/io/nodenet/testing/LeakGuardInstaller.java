package io.nodenet.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Installs the {@link LeakGuard} before any test class is looked for: Netty keeps the detectors that exist when its buffers are
 * first used. Found by {@code META-INF/services}.
 */
public final class LeakGuardInstaller implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        LeakGuard.install();
    }
}
