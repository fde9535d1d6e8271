package io.newsflow.stack;

/** Decides in which form a stack runs. */
final class StackChooser {
    private StackChooser() {}

    static NewsStack start(StackOptions options) {
        return LocalStack.start(options);
    }
}
