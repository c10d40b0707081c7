import { startStand } from "./stand.ts";
import { ids } from "./world.ts";
const t0 = performance.now();
const lap = (s: string, x?: unknown) =>
  console.log(Math.round(performance.now() - t0), s, x === undefined ? "" : JSON.stringify(x));
const s = await startStand();
lap("up");
const p = s.plugin;
async function make(token: string, news: Record<string, unknown>) {
  const c = await p.check(token, news);
  if (c.failures.length) throw new Error(c.failures.join("\n"));
  const r = await p.create(token, c.inputs);
  lap(token, r);
  return { ...r, inputs: c.inputs };
}
try {
  lap("id", await p.invoke("aws:index/getCallerIdentity:getCallerIdentity"));
  const sg = await make("aws:ec2/securityGroup:SecurityGroup", { vpcId: ids.targetVpc, description: "x" });
  const pcx = await make("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", {
    vpcId: ids.targetVpc,
    peerVpcId: ids.sourceVpc,
    autoAccept: true,
    tags: { a: "b" },
  });
  const opt = await make("aws:ec2/peeringConnectionOptions:PeeringConnectionOptions", {
    vpcPeeringConnectionId: pcx.id,
    accepter: { allowRemoteVpcDnsResolution: true },
  });
  const r1 = await make("aws:ec2/route:Route", {
    routeTableId: ids.targetTable,
    destinationCidrBlock: "10.0.0.0/16",
    vpcPeeringConnectionId: pcx.id,
  });
  const r2 = await make("aws:ec2/route:Route", {
    routeTableId: ids.sourceTable,
    destinationCidrBlock: "10.1.0.0/16",
    vpcPeeringConnectionId: pcx.id,
  });
  const e = await make("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
    securityGroupId: sg.id,
    ipProtocol: "tcp",
    fromPort: 6379,
    toPort: 6379,
    cidrIpv4: "10.0.0.0/16",
  });
  const i = await make("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
    securityGroupId: ids.sourceGroup,
    ipProtocol: "tcp",
    fromPort: 6379,
    toPort: 6379,
    referencedSecurityGroupId: sg.id,
  });
  const pg = await make("aws:elasticache/parameterGroup:ParameterGroup", {
    family: "redis7",
    parameters: [{ name: "databases", value: "32" }],
  });
  const ng = await make("aws:elasticache/subnetGroup:SubnetGroup", { subnetIds: ids.targetSubnets });
  const g = await make("aws:elasticache/replicationGroup:ReplicationGroup", {
    replicationGroupId: "sessions-dev",
    description: "d",
    engine: "redis",
    engineVersion: "7.0",
    nodeType: "cache.m6g.large",
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    parameterGroupName: pg.id,
    subnetGroupName: ng.id,
    securityGroupIds: [sg.id],
    port: 6379,
  });
  lap("read", await p.read("aws:elasticache/replicationGroup:ReplicationGroup", g.id, g.inputs, g.outputs));
  await p.delete("aws:elasticache/replicationGroup:ReplicationGroup", g.id, g.outputs);
  lap("deleted");
} finally {
  await s.stop();
  lap("stopped");
}
