package io.nodenet.examples.users;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetOperations;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Replies to its users. The user store is the one of Spring Security: here {@code spring.security.user}, in production a
 * database.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class UsersApplication {
    private final NodenetOperations nodenet;
    private final PeerUsers users;

    UsersApplication(NodenetOperations nodenet, PeerUsers users) {
        this.nodenet = nodenet;
        this.users = users;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(UsersApplication.class, arguments);
    }

    @NodenetListener
    void on(String question, NodeId from) {
        // the admission of edges does not see this message: it may have come through another edge
        if (users.may(from, PeerUsers.CONNECT)) {
            nodenet.send(from, "You asked: " + question);
        }
    }
}
