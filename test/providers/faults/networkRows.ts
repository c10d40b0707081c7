// Rows of the fault matrix in which the way between target and source breaks.
import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
  type IpPermission,
} from "@aws-sdk/client-ec2";
import { source, sourceGroup } from "../cloud.ts";
import { completed, started, tested, untilLinked, type FaultRow, type Scene } from "./scene.ts";

const watched = "to stay in sync for";
/** Long enough to be heard on a busy machine; the refusal comes long before its end. */
const watchLonger = { migration: { inSyncForSeconds: 15 } };
/** The link with its last contact, where to look for the cause, and what ends it where there is no mending. */
const linkLost = [
  "The target is not in sync",
  /the link from \S+ to \S+:6379 has (been down|brought nothing) for \d+ s/,
  "npm run doctor",
  "nothing was changed",
  "set stage to abort",
];
const ready = [tested, started];
const carriedOn = [tested, started, completed];

const admitted: IpPermission[] = [
  { IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
];
const revoke = ({ ec2 }: Scene) =>
  ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: sourceGroup, IpPermissions: admitted }));
const authorize = ({ ec2 }: Scene) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: sourceGroup, IpPermissions: admitted }));

export const networkRows: readonly FaultRow[] = [
  {
    name: "ingress-revoked-before-the-start",
    stage: "migrate",
    before: revoke,
    ends: "blocking-findings",
    says: [`network-source-ingress: ${sourceGroup} does not admit the target's`],
    acts: [tested],
    mend: authorize,
    actsThen: ready,
  },
  {
    name: "ingress-revoked-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: async (scene) => {
      await scene.told(watched);
      await revoke(scene);
    },
    ends: "not-in-sync",
    says: linkLost,
    acts: ready,
    mend: async (scene) => {
      await authorize(scene);
      await untilLinked(scene);
    },
    actsThen: carriedOn,
  },
  {
    name: "network-dead-at-the-start",
    stage: "migrate",
    before: ({ cloud }) => cloud.faults([{ kind: "cutNetwork", to: source }]),
    ends: "fell-back",
    says: ["an unreachable source", "set stage to prepare"],
    acts: ready,
  },
  {
    name: "network-mended-while-starting",
    stage: "migrate",
    before: async ({ cloud }) => {
      await cloud.delays({ startRetryMs: 20_000 });
      await cloud.faults([{ kind: "cutNetwork", to: source }]);
    },
    midway: async ({ cloud, told }) => {
      await told("ElastiCache's primary to connect to the source");
      await cloud.faults([]);
    },
    ends: "done",
    says: ["StartMigration: accepted"],
    acts: ready,
  },
  {
    name: "network-dead-at-the-gate",
    stage: "complete",
    change: watchLonger,
    midway: async ({ cloud, told }) => {
      await told(watched);
      await cloud.faults([{ kind: "cutNetwork", to: source }]);
    },
    ends: "not-in-sync",
    says: linkLost,
    acts: ready,
    mend: untilLinked,
    actsThen: carriedOn,
  },
];
