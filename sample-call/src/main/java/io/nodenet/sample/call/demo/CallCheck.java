package io.nodenet.sample.call.demo;

import io.nodenet.sample.call.client.CallClient;
import io.nodenet.sample.common.process.ClientException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Calls from one telephone to another with synthetic sound and pictures, and reports the result. If one process reaches both telephones, it
 * acts for both users, otherwise there is one process at each.
 */
public final class CallCheck {
    private static final String USAGE = """
            usage: CallCheck both CALLER-URL CALLEE-URL SECONDS
                   CallCheck caller URL CALLEE-ID SECONDS
                   CallCheck callee URL SECONDS""";
    private static final int WRONG_USE = 2;

    private CallCheck() {}

    /** Calls and ends this process, with status 0 if each side that it acts for has heard and seen the other. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int status;
        try {
            status = run(arguments, out) ? 0 : 1;
        } catch (ClientException e) {
            out.println("call: " + e.getMessage());
            status = 1;
        } catch (IllegalArgumentException e) {
            out.println(USAGE);
            status = WRONG_USE;
        }
        System.exit(status);
    }

    private static boolean run(String[] arguments, PrintWriter out) {
        String role = arguments.length == 0 ? "" : arguments[0] + arguments.length;
        return switch (role) {
            case "both4" -> both(arguments, out);
            case "caller4" -> user(arguments[1], arguments[3], out).call(arguments[2]);
            case "callee3" -> callee(arguments, out);
            default -> throw new IllegalArgumentException(role);
        };
    }

    private static SyntheticUser user(String url, String seconds, PrintWriter out) {
        return new SyntheticUser(new CallClient(url), Duration.ofSeconds(Long.parseLong(seconds)), out);
    }

    private static boolean callee(String[] arguments, PrintWriter out) {
        SyntheticUser callee = user(arguments[1], arguments[2], out);
        out.println("callee " + callee.id());
        return callee.answer();
    }

    private static boolean both(String[] arguments, PrintWriter out) {
        SyntheticUser callee = user(arguments[2], arguments[3], out);
        CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(callee::answer);
        boolean right = user(arguments[1], arguments[3], out).call(callee.id());
        try {
            return answered.join() & right;
        } catch (CompletionException e) {
            throw e.getCause() instanceof ClientException failure ? failure : e;
        }
    }
}
