import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.File;

/** Reads a HOCON file as the bridge does, with its includes and substitutions, and prints it as JSON. */
class Hocon {
    public static void main(String[] args) {
        try {
            Config config = ConfigFactory.parseFile(new File(args[0]));
            System.out.println(config.resolve().root().render(ConfigRenderOptions.concise()));
        } catch (ConfigException problem) {
            System.err.println(problem.getMessage());
            System.exit(1);
        }
    }
}
