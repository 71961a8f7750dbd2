import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * For each line "port name" of its input: connects to that port of this machine as the XMPP library of a bridge does,
 * with a fresh SSLContext that nothing was set in, and says whether it trusts what it meets.
 */
public class TrustingClient {
    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            System.out.println(meet(Integer.parseInt(words[0]), words[1]));
        }
    }

    private static String meet(int port, String name) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        try (Socket plain = new Socket("127.0.0.1", port);
             SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return "trusted";
        } catch (SSLException refusal) {
            return "refused: " + refusal.getMessage();
        }
    }
}
