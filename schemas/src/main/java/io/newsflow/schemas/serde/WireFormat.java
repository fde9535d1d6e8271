package io.newsflow.schemas.serde;

/**
 * Confluent's wire format. Version 0: one zero byte, the schema's id as a four-byte big-endian number, then the Avro
 * binary form of the record. In the newer form the schema is named by a GUID in a record header and the value is Avro
 * binary alone.
 */
final class WireFormat {
    /** First byte of version 0. */
    static final byte MAGIC_ID = 0;

    /** First byte of the header's content in the form with a GUID. */
    static final byte MAGIC_GUID = 1;

    /** Bytes before the Avro binary form in version 0. */
    static final int PREFIX_LENGTH = 5;

    /** Header that names the schema of a value. */
    static final String VALUE_SCHEMA_HEADER = "__value_schema_id";

    private WireFormat() {}
}
