package io.nodenet.spring.boot.twonodes;

import io.nodenet.node.EdgeAdmission;
import io.nodenet.spring.boot.NodenetPeers;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The second example of docs/two-nodes.md: a bean for one of two nodes. */
@Configuration(proxyBeanMethods = false)
class OfficeConfiguration {
    @Bean(defaultCandidate = false)
    @Qualifier("office")
    EdgeAdmission colleaguesOnly(@Qualifier("office") NodenetPeers colleagues) {
        return (peer, outbound) -> colleagues.nameOf(peer).isPresent();
    }
}
