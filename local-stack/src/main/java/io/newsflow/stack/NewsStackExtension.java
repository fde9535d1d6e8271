package io.newsflow.stack;

import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link NewsStack} as a parameter of a constructor, a life-cycle method or a test method. All test
 * classes of one JVM share it: it starts when the first one asks and is closed after the last. Tests keep apart by
 * their own topics, groups and indices; one that stops or kills a component starts it again.
 *
 * <p>A module whose tests do without some components names those that it wants in the system property
 * {@value #COMPONENTS}, separated by commas.
 */
public final class NewsStackExtension implements ParameterResolver {
    /** Names of components, such as {@code KAFKA,SCHEMA_REGISTRY}; all where it is not set. */
    static final String COMPONENTS = "newsflow.stack.components";

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(NewsStackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NewsStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // JUnit closes what is AutoCloseable when the store of the root context ends.
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("stack", key -> NewsStack.start(options()), NewsStack.class);
    }

    private static StackOptions options() {
        String names = System.getProperty(COMPONENTS, "");
        if (names.isBlank()) {
            return StackOptions.temporary();
        }
        Component[] components = Arrays.stream(names.split(","))
                .map(name -> Component.valueOf(name.strip()))
                .toArray(Component[]::new);
        return StackOptions.temporary().with(components[0], components);
    }
}
