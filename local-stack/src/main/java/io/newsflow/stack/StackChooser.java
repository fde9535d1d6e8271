package io.newsflow.stack;

/**
 * Decides in which form a stack runs: the system property {@code newsflow.stack} is {@code processes} (the default:
 * child processes of this machine) or {@code containers} (Docker, through Testcontainers).
 */
final class StackChooser {
    static final String PROPERTY = "newsflow.stack";

    private StackChooser() {}

    static NewsStack start(StackOptions options) {
        String form = System.getProperty(PROPERTY, "processes");
        return switch (form) {
            case "processes" -> LocalStack.start(options);
            case "containers" -> containers(options);
            default ->
                throw new IllegalArgumentException(PROPERTY + " is " + form + "; it may be processes or containers");
        };
    }

    private static NewsStack containers(StackOptions options) {
        try {
            return ContainerStack.start(options);
        } catch (NoClassDefFoundError e) {
            throw new StackException(PROPERTY + "=containers wants org.testcontainers:testcontainers on the path", e);
        }
    }
}
