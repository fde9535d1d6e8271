package io.newsflow.stack;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The stack as processes of this machine. */
class LocalStackIT extends StackContract {
    private static NewsStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(StackOptions.temporary());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Override
    NewsStack stack() {
        return stack;
    }
}
