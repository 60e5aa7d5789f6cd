package io.nodenet.sample.call.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodenet.sample.common.process.SampleClient;
import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.common.testkit.Browser;
import io.nodenet.sample.common.testkit.ForeignPage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Telephones in processes of their own, used through their pages. Pictures are kept in {@code target/screenshots}. */
@EnabledIf(value = "io.nodenet.sample.common.testkit.Browser#isInstalled", disabledReason = Browser.MISSING)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CallBrowserIT {
    private static final double TONE_OF_ALICE = 660;
    private static final double TONE_OF_BOB = 1_320;
    private static final double TONE_OF_NOBODY = 2_150;
    private static final int ATTEMPTS = 6;
    private static final double MAX_GAP_MILLIS = 200;
    private static final double MAX_MEDIAN_MILLIS = 30;
    private static final double MAX_P99_MILLIS = 80;
    private static final double LOAD_PER_CORE = 3;
    /** The picture of the other side, made small, as bytes. */
    private static final String FAR = """
            (() => {
              const small = new OffscreenCanvas(64, 36).getContext("2d", { willReadFrequently: true });
              small.drawImage(document.querySelector("#far"), 0, 0, 64, 36);
              return small.getImageData(0, 0, 64, 36).data;
            })()""";

    private static final String NO_ROOM = "other programs keep this machine busy: times would be theirs";

    @TempDir
    static Path directory;

    private Telephones telephones;
    private SampleProcess<SampleClient> alicesNode;
    private CallPage alice;
    private CallPage bob;

    @BeforeAll
    void start() throws Exception {
        telephones = new Telephones(directory);
        alicesNode = telephones.start("Alice");
        alice = CallPage.open(alicesNode.client().url(), ToneFile.write(directory, TONE_OF_ALICE));
        bob = CallPage.open(telephones.start("Bob").client().url(), ToneFile.write(directory, TONE_OF_BOB));
        alice.befriend(bob, "Bob");
    }

    @AfterAll
    void stop() {
        for (AutoCloseable part : new AutoCloseable[] {alice, bob, telephones}) {
            try {
                part.close();
            } catch (Exception e) {
                // the others are to end, too; what never started is null
            }
        }
    }

    @AfterEach
    void hangUp() {
        for (CallPage page : List.of(alice, bob)) {
            page.browser()
                    .run("document.querySelector('#ring').open || document.querySelector('#call').hidden"
                            + " || document.querySelector('#hang-up').click()");
            page.awaitState("none");
        }
    }

    @Test
    @Order(1)
    void pictureAndSoundReachBothSides() throws Exception {
        alice.browser().picture("contacts");
        alice.call(bob.id(), true);
        bob.awaitRing();
        bob.browser().picture("ringing");
        alice.awaitState("ringing");
        alice.browser().picture("calling");
        bob.accept(true);
        for (CallPage page : List.of(alice, bob)) {
            page.awaitMedia(true);
        }
        bothReceiveEnough();
        for (CallPage page : List.of(alice, bob)) {
            page.awaitTrue(brightness() + " > 10");
            page.browser().run("window.seen = " + pixels());
            page.awaitTrue(pixels() + " !== window.seen");
        }
        hears(alice, TONE_OF_BOB, TONE_OF_ALICE);
        hears(bob, TONE_OF_ALICE, TONE_OF_BOB);
        alice.browser().picture("in-call");
        otherLooks();
        assertThat(alice.browser().complaints()).isEmpty();
        assertThat(bob.browser().complaints()).isEmpty();

        alice.hangUp();
        assertThat(alice.awaitEnd()).isEqualTo("hung-up");
        assertThat(bob.awaitEnd()).isEqualTo("hung-up");
        assertThat(bob.outcome()).isEqualTo("The call has ended.");
    }

    @Test
    @Order(2)
    void theNodesAddLittleDelay() {
        assumeTrue(hasRoom(), NO_ROOM);
        talk(true);
        delaysAreSmall(alice);
        delaysAreSmall(bob);
    }

    @Test
    @Order(3)
    void muteCameraAndScreenAreSeenByTheOther() throws Exception {
        talk(false);
        assertThat(bob.browser().text("#far-text")).isEqualTo("Camera off");
        alice.click("#mute");
        bob.awaitTrue("callFigures.peer.muted");
        bob.browser().await("a quiet line", () -> bob.number("callFigures.loudnessAt(" + TONE_OF_ALICE + ")") < -70);
        alice.click("#mute");
        alice.click("#camera");
        bob.awaitTrue("callFigures.peer.camera && callFigures.media.decodedFrames > 10");
        alice.click("#screen");
        bob.awaitTrue("callFigures.peer.screen");
        bob.awaitTrue("document.querySelector('#far').width > 640 || callFigures.media.target.videoBps < 190000");
        bob.browser().picture("screen-of-the-other");
        alice.click("#screen");
        alice.click("#camera");
        bob.awaitTrue("!callFigures.peer.camera && !document.querySelector('#far-none').hidden");
    }

    @Test
    @Order(4)
    void theCallGoesOnAfterThePageWasLoadedAgain() {
        talk(true);
        bob.load("");
        bob.awaitMedia(true);
        double packets = alice.figure("audioPackets");
        alice.browser().await("sound from the page", () -> alice.figure("audioPackets") > packets + 100);
        hears(bob, TONE_OF_ALICE, TONE_OF_BOB);
    }

    @Test
    @Order(5)
    void aSecondWindowTakesNoCallFromTheFirst() {
        talk(false);
        try (Browser second = Browsers.withoutDevices()) {
            second.open(alice.url());
            Browsers.awaitTrue(second, "window.callFigures && !document.querySelector('#take').hidden");
            assertThat(second.text("#far-text")).isEqualTo("This call is in another window");
            second.click("#take");
            second.await("the refusal", () -> second.text("#notice").contains("open in another window"));
        }
        double packets = alice.figure("audioPackets");
        alice.browser().await("sound", () -> alice.figure("audioPackets") > packets + 50);
    }

    @Test
    @Order(6)
    void movingToAnotherPathLeavesNoGap() {
        assumeTrue(hasRoom(), NO_ROOM);
        talk(true);
        double shortest = Double.MAX_VALUE;
        for (int moves = 1; moves <= ATTEMPTS && shortest > MAX_GAP_MILLIS; moves++) {
            int wanted = moves;
            alice.watch(5_000);
            alice.click("#move");
            alice.browser().await("the move", () -> alice.figure("node?.moves") >= wanted);
            alice.watch(2_000);
            shortest = Math.min(shortest, Math.max(alice.figure("gaps.recentMillis"), bob.figure("gaps.recentMillis")));
        }
        assertThat(shortest).as("longest gap between packets around a move").isLessThan(MAX_GAP_MILLIS);
    }

    @Test
    @Order(7)
    void refusalAndMissedCallAreTold() throws Exception {
        alice.call(bob.id(), false);
        bob.refuse();
        assertThat(alice.awaitEnd()).isEqualTo("refused");
        assertThat(alice.outcome()).isEqualTo("Bob refused the call.");
        alice.browser().picture("refused");

        alice.call(bob.id(), false);
        bob.awaitRing();
        alice.hangUp();
        bob.browser()
                .await(
                        "the missed call",
                        () -> bob.browser().text("#missed-list").contains("Alice"));
        assertThat(bob.outcome()).isEqualTo("You missed a call from Alice.");
        bob.browser().picture("missed");
    }

    @Test
    @Order(8)
    void aThirdIsBusyOrRefused() throws Exception {
        try (SampleProcess<SampleClient> node = telephones.start("Carol");
                CallPage carol = CallPage.open(node.client().url(), ToneFile.write(directory, TONE_OF_NOBODY))) {
            carol.befriend(bob, "Bob");
            talk(false);
            carol.call(bob.id(), false);
            assertThat(carol.awaitEnd()).isEqualTo("busy");
            assertThat(carol.outcome()).isEqualTo("Bob is in another call.");
            alice.hangUp();
            bob.awaitEnd();

            bob.forget(carol.id());
            carol.call(bob.id(), false);
            assertThat(carol.awaitEnd()).isEqualTo("refused");
            assertThat(bob.browser().run("return callFigures.state")).isEqualTo("none");
        }
    }

    @Test
    @Order(9)
    void anAddressNamesWhomToCallAndCallsNobody() {
        alice.load("?again#call=Bob");
        alice.awaitTrue("document.activeElement.classList.contains('voice')");
        assertThat(alice.browser().text("#card-name")).isEqualTo("Bob");
        assertThat(alice.browser().run("return callFigures.state")).isEqualTo("none");
    }

    @Test
    @Order(10)
    void anotherOriginIsKeptAway() throws Exception {
        talk(false);
        String call = String.valueOf(alice.browser().run("return callFigures.callId"));
        try (ForeignPage foreign = new ForeignPage(alice.url(), "ab".repeat(32), "/media?call=" + call);
                Browser browser = Browsers.withoutDevices()) {
            browser.open(foreign.url());
            browser.await("the end of the attempts", () -> browser.title().startsWith("worked:"));
            assertThat(browser.title()).isEqualTo("worked:");
            browser.open(
                    "http://" + Browser.REBOUND + ":" + URI.create(alice.url()).getPort() + "/");
            assertThat(browser.text("body")).contains("not served");
        }
        assertThat(alice.browser().run("return callFigures.state")).isEqualTo("active");
    }

    @Test
    @Order(11)
    void withoutAMicrophoneTheUserIsToldAndTheCallGoesOn() throws Exception {
        try (Browser browser = Browsers.withoutDevices()) {
            browser.open(alice.url());
            Browsers.awaitTrue(browser, "document.querySelector('#contact-list .voice')");
            browser.click("#contact-list .voice");
            bob.awaitRing();
            assertThat(browser.text("#call-warning")).contains("microphone");
            browser.picture("no-microphone");
            browser.click("#hang-up");
        }
        bob.awaitState("none");
    }

    @Test
    @Order(12)
    void theEndOfAProcessEndsTheCallOfTheOther() throws Exception {
        talk(true);
        long killed = System.nanoTime();
        alicesNode.kill();
        assertThat(bob.awaitEnd()).isEqualTo("peer-gone");
        assertThat(System.nanoTime() - killed).isLessThan(12_000_000_000L);
        assertThat(bob.outcome()).contains("the connection to Alice is gone");
        bob.browser().picture("peer-gone");
        assertThat(alice.awaitEnd()).isEqualTo("page-lost");
    }

    /** Within five seconds, once two browsers that start on one machine have calmed down. */
    private void bothReceiveEnough() {
        boolean enough = false;
        for (int i = 0; i < ATTEMPTS && !enough; i++) {
            List<Double> before = received();
            bob.watch(5_000);
            List<Double> after = received();
            enough = after.get(0) - before.get(0) > 50
                    && after.get(1) - before.get(1) > 100
                    && after.get(2) - before.get(2) > 50
                    && after.get(3) - before.get(3) > 100;
        }
        assertThat(enough)
                .as("more than 50 pictures and 100 packets of sound in five seconds at both sides: " + received())
                .isTrue();
    }

    private List<Double> received() {
        return List.of(
                alice.figure("decodedFrames"),
                alice.figure("audioPackets"),
                bob.figure("decodedFrames"),
                bob.figure("audioPackets"));
    }

    private void talk(boolean video) {
        alice.call(bob.id(), video);
        bob.accept(video);
        alice.awaitMedia(video);
        bob.awaitMedia(video);
    }

    private static void hears(CallPage page, double tone, double other) {
        page.browser().await("the tone of the other side, and not the own", () -> {
            double heard = page.number("callFigures.loudnessAt(" + tone + ")");
            return heard > -60
                    && heard > 25 + page.number("callFigures.loudnessAt(" + other + ")")
                    && heard > 25 + page.number("callFigures.loudnessAt(" + TONE_OF_NOBODY + ")");
        });
    }

    /** The figures are of the last ten seconds: what the start of two browsers costs leaves them. */
    private static void delaysAreSmall(CallPage page) {
        for (String kind : List.of("audio", "video")) {
            double median;
            double p99;
            int windows = 0;
            do {
                page.watch(5_000);
                median = page.figure("delays." + kind + ".median");
                p99 = page.figure("delays." + kind + ".p99");
                windows++;
            } while (windows < ATTEMPTS && !isSmall(p99));
            assertThat(median).as("median delay of " + kind).isBetween(0.01, MAX_MEDIAN_MILLIS);
            assertThat(p99).as("99th percentile of the delay of " + kind).isBetween(0.01, MAX_P99_MILLIS);
        }
    }

    /** Nothing was measured while video is paused. */
    private static boolean isSmall(double p99) {
        return p99 > 0 && p99 < MAX_P99_MILLIS;
    }

    private static boolean hasRoom() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() < LOAD_PER_CORE * machine.getAvailableProcessors();
    }

    private static String pixels() {
        return FAR + ".reduce((sum, value) => (sum * 31 + value) % 1000003, 7)";
    }

    private static String brightness() {
        return FAR + ".reduce((sum, value, i, all) => sum + (i % 4 === 3 ? 0 : value / all.length), 0)";
    }

    private void otherLooks() throws IOException {
        Browser browser = bob.browser();
        browser.prefer("dark");
        browser.picture("dark");
        browser.resize(390, 844);
        browser.picture("phone-call");
        fits(browser);
        browser.click("nav [data-show=panel]");
        browser.picture("phone-figures");
        fits(browser);
        browser.click("nav [data-show=contacts]");
        browser.picture("phone-contacts");
        fits(browser);
        browser.click("nav [data-show=call]");
        browser.click("#choose-devices");
        browser.picture("phone-devices");
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('bdi')].map((name) => getComputedStyle(name).unicodeBidi)"))
                .as("what a name does to the text around it")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isNotEmpty()
                .containsOnly("isolate");
        browser.press(org.openqa.selenium.Keys.ESCAPE);
        browser.resize(1280, 800);
        browser.prefer("light");
    }

    private static void fits(Browser browser) {
        assertThat((Boolean) browser.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isTrue();
    }
}
