/** Healthy: the API can do its work, which includes its database. Asked through its own socket. */
import { request } from "node:http";
import { join } from "node:path";

const socketPath = join(process.env.LARDER_STATE ?? "/var/lib/larder", "admin.sock");
const question = request({ socketPath, path: "/api/ready", headers: { host: "larder" } });
question.setTimeout(2500, () => question.destroy(new Error("no answer")));
question.on("error", () => process.exit(1));
question.on("response", (answer) => process.exit(answer.statusCode === 200 ? 0 : 1));
question.end();
