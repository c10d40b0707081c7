// A stack config as a careless owner may have it: full of identities, secrets and real endpoints. None of the words in
// `forbidden` may reach anything that a rehearsal starts.

export const forbidden = [
  "prod-admin",
  "AKIAREALACCESSKEY",
  "real-secret-key",
  "real-session-token",
  "arn:aws:iam",
  "deployer",
  "amazonaws.com",
  "999988887777",
  "/home/owner/.aws",
  "other-provider-password",
  "v1:ciphertext",
  "acmeteam",
  "awskms",
  "v1:saltsalt",
  "encryptedkeytext",
] as const;

/** As it stands in the file; `probe.addresses` leads to a real host, and must not be followed either. */
export const hostileStack = `
secretsprovider: awskms://alias/prod?region=eu-west-1
encryptedkey: encryptedkeytext
encryptionsalt: v1:saltsalt
environment:
  - acmeteam/prod
config:
  aws:region: eu-west-1
  aws:profile: prod-admin
  aws:accessKey: AKIAREALACCESSKEY
  aws:secretKey:
    secure: v1:ciphertext-of-real-secret-key
  aws:token: real-session-token
  aws:assumeRoles:
    - roleArn: arn:aws:iam::999988887777:role/deployer
      sessionName: deployer
  aws:assumeRoleWithWebIdentity:
    roleArn: arn:aws:iam::999988887777:role/deployer
  aws:allowedAccountIds: ["999988887777"]
  aws:sharedConfigFiles: [/home/owner/.aws/config]
  aws:sharedCredentialsFiles: [/home/owner/.aws/credentials]
  aws:customCaBundle: /home/owner/.aws/ca.pem
  aws:httpsProxy: http://proxy.amazonaws.com:3128
  aws:ec2MetadataServiceEndpoint: http://metadata.amazonaws.com
  aws:endpoints:
    - elasticache: https://elasticache.eu-west-1.amazonaws.com
      ec2: https://ec2.eu-west-1.amazonaws.com
  aws:defaultTags:
    tags:
      service: sessions
      token:
        secure: v1:ciphertext-of-a-tag
  datadog:apiKey: other-provider-password
  command:password:
    secure: v1:ciphertext-of-another
  elasticache-online-migration:stage: complete
  elasticache-online-migration:source:
    endpoint: 10.0.0.241:6379
    databases: 16
    engine: redis
    version: "7.0.15"
    datasetGiB: 1
    vpcId: vpc-0a1b2c3d4e5f60001
    cidrs: [10.0.0.0/16]
    subnetIds: [subnet-0a1b2c3d4e5f60011]
    routeTableIds: [rtb-0a1b2c3d4e5f60021]
    securityGroupId: sg-0a1b2c3d4e5f60031
  elasticache-online-migration:target:
    replicationGroupId: sessions-prod
    engine: redis
    engineVersion: "7.0"
    nodeType: cache.m6g.large
    vpcId: vpc-0a1b2c3d4e5f60002
    cidrs: [10.1.0.0/16]
    subnetIds: [subnet-0a1b2c3d4e5f60012, subnet-0a1b2c3d4e5f60013]
    routeTableIds: [rtb-0a1b2c3d4e5f60022]
    tags:
      team: platform
      token:
        secure: v1:ciphertext-nested-deeper
  elasticache-online-migration:network:
    mode: peering
  elasticache-online-migration:application:
    cidrs: [10.1.64.0/20]
  elasticache-online-migration:probe:
    mode: direct
    addresses:
      10.0.0.241:6379: bastion.amazonaws.com:7001
  elasticache-online-migration:migration:
    pollSeconds: 0.1
    inSyncForSeconds: 60
`;
