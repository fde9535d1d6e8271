package io.newsflow.ingest.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that says exactly what a test wants said, well-formed or not; then, if wanted, one more byte at a time, for ever. */
final class RawServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final byte[] response;
    private final int drip;
    private final Duration pause;
    private volatile boolean brokenOff;

    RawServer(String response) throws IOException {
        this(response, -1, Duration.ZERO);
    }

    RawServer(String response, int drip, Duration pause) throws IOException {
        this.response = response.getBytes(StandardCharsets.ISO_8859_1);
        this.drip = drip;
        this.pause = pause;
        Thread thread = new Thread(this::accept, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/";
    }

    /** The requests' head lines, one text for each request. */
    List<String> requests() {
        return requests;
    }

    /** Whether the client has closed the connection on a response that had not ended. */
    boolean brokenOff() {
        return brokenOff;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                answer(client);
            } catch (IOException e) {
                brokenOff = !socket.isClosed();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void answer(Socket client) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        StringBuilder request = new StringBuilder();
        String line;
        while ((line = in.readLine()) != null && !line.isEmpty()) {
            request.append(line).append('\n');
        }
        requests.add(request.toString());
        OutputStream out = client.getOutputStream();
        out.write(response);
        out.flush();
        while (drip >= 0 && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            out.write(drip);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
