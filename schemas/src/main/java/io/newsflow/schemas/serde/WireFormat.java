package io.newsflow.schemas.serde;

/**
 * Confluent's wire format, as documented for its serializers and found in {@code SchemaId} of its client from 8.0 on. A
 * schema is named in one of two ways, told apart by a magic byte: 0 and a four-byte big-endian id, which one registry
 * gave it, or 1 and a 16-byte GUID, which is the same in all registries. The name stands before the Avro binary form of
 * the record ({@code PrefixSchemaIdSerializer}, what Newsflow writes) or alone in a record header, with nothing before
 * the binary form ({@code HeaderSchemaIdSerializer}).
 */
final class WireFormat {
    /** Magic byte in front of a four-byte id. */
    static final byte MAGIC_ID = 0;

    /** Magic byte in front of a GUID. */
    static final byte MAGIC_GUID = 1;

    /** Length of a name by id. */
    static final int ID_LENGTH = 1 + Integer.BYTES;

    /** Length of a name by GUID. */
    static final int GUID_LENGTH = 1 + 2 * Long.BYTES;

    /** Header that names the schema of a value. */
    static final String VALUE_SCHEMA_HEADER = "__value_schema_id";

    private WireFormat() {}
}
