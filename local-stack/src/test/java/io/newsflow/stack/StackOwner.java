package io.newsflow.stack;

import java.nio.file.Path;

/** A JVM that starts a stack, says so and waits, for tests that end it in ways in which no clean-up code runs. */
final class StackOwner {
    private StackOwner() {}

    /** @param args folder of the stack */
    public static void main(String[] args) throws InterruptedException {
        LocalStack stack = LocalStack.start(StackOptions.at(Path.of(args[0])));
        System.out.println("ready " + stack.bootstrapServers());
        Thread.currentThread().join();
    }
}
