// Calls an AWS of its own by the rehearsal's clients, and prints which files the SDK read for that. The environment that it
// is started with is a hostile one.
import { promises } from "node:fs";
import { createServer } from "node:http";
import { syncBuiltinESMExports } from "node:module";

const read = [];
const readFile = promises.readFile;
promises.readFile = (path, ...rest) => {
  read.push(String(path));
  return readFile(path, ...rest);
};
syncBuiltinESMExports();

const { emulatedAws } = await import("../../rehearsal/emulatedAws.ts");
const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
const { DescribeReplicationGroupsCommand } = await import("@aws-sdk/client-elasticache");

const answers = { DescribeVpcs: 0, DescribeReplicationGroups: 0 };
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const action = new URLSearchParams(body).get("Action") ?? "";
  answers[action] += 1;
  response.setHeader("content-type", "text/xml").end(`<${action}Response><${action}Result/></${action}Response>`);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));

const endpoint = `http://127.0.0.1:${server.address().port}`;
const aws = emulatedAws({ endpoint, region: "eu-west-1", sourceRegion: undefined, hasSourceAccount: true });
await aws.elastiCache.send(new DescribeReplicationGroupsCommand({}));
for (const side of ["source", "target"]) await (await aws.ec2(side)).send(new DescribeVpcsCommand({}));
aws.end();
server.close();
console.log(JSON.stringify({ answers, read: read.filter((path) => path.includes("hostile-aws")) }));
