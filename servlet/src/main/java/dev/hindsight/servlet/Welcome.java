package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says when the application is there: where the key is, and a request to begin with. */
record Welcome(Hindsight hindsight, InitialKey keyFile, String url) {
    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    void print() {
        if (keyFile.read().isEmpty()) {
            LOG.info("Hindsight is up at {}/", url);
            return;
        }
        String insights = url + "/api/projects/@current/insights/";
        String target = hindsight.samples().isEmpty()
                ? insights
                : insights + hindsight.samples().get(0).shortId() + "/?refresh=blocking";
        LOG.info(
                "Hindsight is up at {}/ and the key of the first start is in {}. Try:\n\n  {}\n",
                url,
                keyFile.file(),
                curl(target));
    }

    private String curl(String target) {
        return "curl -s -H \"Authorization: Bearer $(cat '"
                + keyFile.file().toString().replace("'", "'\\''") + "')\" '" + target + "'";
    }
}
