package io.nodenet.sample.call.page;

import io.nodenet.sample.common.testkit.Browser;
import java.nio.file.Path;

/** Opens browsers that have made-up devices, or none. */
final class Browsers {
    private static final Path SCREENSHOTS = Path.of(System.getProperty("sample.target", "target"), "screenshots");
    private static final String PLAY = "--autoplay-policy=no-user-gesture-required";

    private Browsers() {}

    /** Opens one whose user allows microphone and camera; the microphone hears the sound in a file. */
    static Browser hearing(Path sound) {
        return new Browser(
                SCREENSHOTS,
                PLAY,
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--auto-accept-this-tab-capture",
                "--use-file-for-fake-audio-capture=" + sound);
    }

    /** Opens one whose user allows nothing. */
    static Browser withoutDevices() {
        return new Browser(SCREENSHOTS, PLAY, "--deny-permission-prompts");
    }

    /** Waits for an expression of a page to become true. */
    static void awaitTrue(Browser browser, String expression) {
        browser.await(expression, () -> Boolean.TRUE.equals(browser.run("return Boolean(" + expression + ")")));
    }
}
