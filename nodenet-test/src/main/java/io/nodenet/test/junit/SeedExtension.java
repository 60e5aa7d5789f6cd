package io.nodenet.test.junit;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;

/** Passes each seed to a {@link SeededTest} and reports the seed of a failure. */
final class SeedExtension implements TestTemplateInvocationContextProvider {
    static final String ONE_SEED = "nodenet.seed";
    static final String SEED_COUNT = "nodenet.seeds";

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        int count =
                context.getRequiredTestMethod().getAnnotation(SeededTest.class).value();
        Long one = Long.getLong(ONE_SEED);
        LongStream seeds =
                one == null ? LongStream.rangeClosed(1, Long.getLong(SEED_COUNT, (long) count)) : LongStream.of(one);
        return seeds.mapToObj(Invocation::new);
    }

    private record Invocation(long seed) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new SeedParameter(seed), (TestExecutionExceptionHandler) this::nameSeed);
        }

        private void nameSeed(ExtensionContext context, Throwable failure) throws Throwable {
            if (failure instanceof TestAbortedException) { // an assumption that does not hold is not a failure
                throw failure;
            }
            throw new AssertionError(
                    "Failed with seed " + seed + ", replay with -D" + ONE_SEED + "=" + seed + ": "
                            + failure.getMessage(),
                    failure);
        }
    }

    private record SeedParameter(long seed) implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == long.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return seed;
        }
    }
}
