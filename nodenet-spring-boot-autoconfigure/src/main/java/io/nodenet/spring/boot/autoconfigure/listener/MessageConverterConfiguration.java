package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.JsonMessageConverter;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.SimpleMessageConverter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The default converters, in the order in which they are tried. */
final class MessageConverterConfiguration {
    private MessageConverterConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Json {
        /** A separate mapper: settings of a REST API do not change the wire format. Not an autowire candidate. */
        @Bean(defaultCandidate = false)
        @ConditionalOnMissingBean(name = "nodenetJsonMapper")
        JsonMapper nodenetJsonMapper() {
            return new JsonMapper();
        }

        @Bean
        @ConditionalOnMissingBean(NodenetMessageConverter.class)
        JsonMessageConverter nodenetMessageConverter(@Qualifier("nodenetJsonMapper") JsonMapper mapper) {
            return new JsonMessageConverter(mapper);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Simple {
        @Bean
        @ConditionalOnMissingBean(NodenetMessageConverter.class)
        SimpleMessageConverter nodenetMessageConverter() {
            return new SimpleMessageConverter();
        }
    }
}
