package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on loopback with a certificate that nobody has heard of. */
public final class TlsServer implements AutoCloseable {
    private static final String SECRET = "changeit";

    private final HttpsServer server;
    private final Path certificate;
    private final String fingerprint;

    private TlsServer(HttpsServer server, Path certificate, String fingerprint) {
        this.server = server;
        this.certificate = certificate;
        this.fingerprint = fingerprint;
    }

    /**
     * Starts a server.
     *
     * @param folder where it may put its certificate
     * @param handler answers all requests
     */
    public static TlsServer start(Path folder, HttpHandler handler) throws Exception {
        Path store = folder.resolve("server.p12");
        keytool(
                folder,
                "-genkeypair",
                "-alias",
                "es",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                SECRET);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        byte[] encoded = keys.getCertificate("es").getEncoded();
        String fingerprint =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        Path certificate = Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, SECRET.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", handler);
        server.start();
        return new TlsServer(server, certificate, fingerprint);
    }

    private static void keytool(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(
                0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).as("keytool, see its log").isZero();
    }

    /** Its address. */
    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Its certificate, in PEM form. */
    public Path certificate() {
        return certificate;
    }

    /** SHA-256 fingerprint of its certificate, in lower-case hexadecimal without colons. */
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
