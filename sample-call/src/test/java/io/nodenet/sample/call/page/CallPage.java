package io.nodenet.sample.call.page;

import io.nodenet.sample.common.testkit.Browser;
import java.nio.file.Path;
import org.openqa.selenium.Keys;

/** The page of one telephone in a browser, as its user sees and uses it. */
final class CallPage implements AutoCloseable {
    private final Browser browser;
    private final String url;
    private String lastEnded = "";

    private CallPage(Browser browser, String url) {
        this.browser = browser;
        this.url = url;
    }

    /** Opens it in a browser whose microphone hears a file. */
    static CallPage open(String url, Path sound) {
        CallPage page = new CallPage(Browsers.hearing(sound), url);
        page.load("");
        return page;
    }

    /** Loads the page, with a part after its address. */
    void load(String fragment) {
        browser.open(url + "/" + fragment);
        browser.await("the id", () -> id().length() == 64);
        awaitTrue("window.callFigures");
    }

    Browser browser() {
        return browser;
    }

    String url() {
        return url;
    }

    /** Waits for an expression of the page to become true. */
    void awaitTrue(String expression) {
        Browsers.awaitTrue(browser, expression);
    }

    /** Clicks something once it is seen. */
    void click(String selector) {
        awaitTrue("document.querySelector('" + selector + "')?.checkVisibility()");
        browser.click(selector);
    }

    /** Returns a number that the page knows; 0 for none. */
    double number(String expression) {
        return browser.run("return " + expression) instanceof Number number ? number.doubleValue() : 0;
    }

    String id() {
        return browser.text("#own-id");
    }

    /** Asks another page's user to be a contact, under a name, and has that accepted there. */
    void befriend(CallPage other, String name) {
        browser.type("#add-id", other.id());
        browser.type("#add-name", name);
        click("#add-contact button");
        other.browser.await(
                "the request", () -> other.browser.text("#contact-list").contains("wants to talk"));
        other.click("#contact-list .answer button");
        awaitContact(other.id());
        other.awaitContact(id());
    }

    private void awaitContact(String id) {
        awaitTrue("document.querySelector('" + contact(id) + " .voice')");
    }

    private static String contact(String id) {
        return "#contact-list [data-contact=\"" + id + "\"][data-state=accepted]";
    }

    /** Forgets a contact. */
    void forget(String id) {
        click("#contact-list [data-contact=\"" + id + "\"] .contact");
        click("#card-remove");
        browser.confirm();
        awaitTrue("!document.querySelector('" + contact(id) + "')");
    }

    void call(String id, boolean video) {
        lastEnded = ended("id");
        click(contact(id) + (video ? " .video" : " .voice"));
    }

    void awaitRing() {
        awaitTrue("document.querySelector('#ring').open");
    }

    void accept(boolean video) {
        awaitRing();
        click(video ? "#ring-accept-video" : "#ring-accept");
    }

    /** Refuses by the key that does so. */
    void refuse() {
        awaitRing();
        browser.press(Keys.ESCAPE);
    }

    void hangUp() {
        click("#hang-up");
    }

    void awaitState(String state) {
        awaitTrue("callFigures.state === '" + state + "'");
    }

    /** Waits until media arrive and the clocks are compared. */
    void awaitMedia(boolean video) {
        awaitTrue("callFigures.state === 'active' && callFigures.media?.audioPackets > 0"
                + " && callFigures.media.clockRoundTripMillis !== null"
                + (video ? " && callFigures.media.decodedFrames > 0" : ""));
    }

    /** Waits until the last call is over, and returns the reason. */
    String awaitEnd() {
        awaitState("none");
        browser.await("the end of a call", () -> !ended("id").equals(lastEnded));
        return ended("reason");
    }

    private String ended(String what) {
        return String.valueOf(browser.run("return callFigures.ended?." + what + " ?? ''"));
    }

    String outcome() {
        return browser.text("#outcome");
    }

    double figure(String name) {
        return number("callFigures.media?." + name);
    }

    /** Lets an amount of time pass in the page. */
    void watch(int millis) {
        browser.run("window.watchedUntil = performance.now() + " + millis);
        awaitTrue("performance.now() >= window.watchedUntil");
    }

    @Override
    public void close() {
        browser.close();
    }
}
