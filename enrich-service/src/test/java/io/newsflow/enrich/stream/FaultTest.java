package io.newsflow.enrich.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void theCauseDecidesWhereTheWrapperSaysNothing() {
        assertThat(Fault.of(new StreamsException(new TimeoutException("no answer"))))
                .isEqualTo(Fault.OUTAGE);
        assertThat(Fault.of(new StreamsException(new TopicAuthorizationException("news.raw"))))
                .isEqualTo(Fault.REFUSED);
        assertThat(Fault.of(new StreamsException(new SerializationException("no Avro"))))
                .isEqualTo(Fault.RECORD);
        assertThat(Fault.of(new StreamsException(new ConnectException("refused"))))
                .isEqualTo(Fault.UNKNOWN);
    }

    @Test
    void anOutageUnderneathWinsOverTheRecordAbove() {
        assertThat(Fault.of(new SerializationException("no schema", new TimeoutException("no answer"))))
                .isEqualTo(Fault.OUTAGE);
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNotTriedAgain() {
        assertThat(Fault.of(new StreamsException(new UnsatisfiedLinkError("librocksdbjni.so"))))
                .isEqualTo(Fault.REFUSED);
    }

    @Test
    void whatNothingButTheRecordCanCauseIsTheRecordsFault() {
        assertThat(Fault.ofProcessing(new IllegalStateException("offset 7 of 5")))
                .isEqualTo(Fault.RECORD);
        assertThat(Fault.ofProcessing(new OutOfMemoryError())).isEqualTo(Fault.UNKNOWN);
    }
}
