package dev.hindsight.servlet.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection, as Linux writes it: each four bytes of the address as a number in the order of the machine, and
 * the port, in hexadecimal digits.
 *
 * @param v4 in the table of IPv4; null when it has only an address of IPv6
 * @param v6 in the table of IPv6, where sockets that take both have IPv4 connections, too
 */
record Endpoint(@Nullable String v4, String v6) {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** Of an address as servlet containers give it. Empty for what is no address: names are not looked up. */
    static Optional<Endpoint> of(@Nullable String address, int port) {
        if (address == null || port <= 0) {
            return Optional.empty();
        }
        return bytes(address).map(bytes -> of(bytes, port));
    }

    private static Endpoint of(byte[] address, int port) {
        String end = String.format(":%04X", port);
        return address.length == 4
                ? new Endpoint(words(address) + end, words(MAPPED) + words(address) + end)
                : new Endpoint(null, words(address) + end);
    }

    private static String words(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        StringBuilder words = new StringBuilder();
        while (bytes.hasRemaining()) {
            words.append(String.format("%08X", bytes.getInt()));
        }
        return words.toString();
    }

    private static Optional<byte[]> bytes(String address) {
        boolean v6 = address.indexOf(':') >= 0;
        if (!v6 && !V4.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            // Neither is ever taken for a name: the one is in brackets, the other all numbers.
            return Optional.of(
                    InetAddress.getByName(v6 ? bracketed(address) : address).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String bracketed(String address) {
        String bare = address.replaceAll("[\\[\\]]", "").replaceFirst("%.*", "");
        return "[" + bare + "]";
    }
}
