package io.newsflow.schemas;

import io.newsflow.model.RawArticle;
import org.apache.avro.util.ClassSecurityValidator;

/** Tells Avro that it may make objects of the generated record classes, beside what it trusts already. */
public final class TrustedRecords {
    static {
        String own = RawArticle.class.getPackageName() + ".";
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(own)));
    }

    private TrustedRecords() {}

    /** Has its effect once, when this class is loaded. */
    public static void trust() {}
}
