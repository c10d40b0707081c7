// The functions of the aws package that the stand-in answers.
import type { Clients } from "./clients.ts";
import type { Configuration } from "./configuration.ts";
import type { Properties } from "./properties.ts";

export async function invoke(token: string, configuration: Configuration, clients: Clients): Promise<Properties> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity": {
      const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
      const { Account, Arn, UserId } = await (await clients.sts()).send(new GetCallerIdentityCommand({}));
      return { accountId: Account, arn: Arn, id: Account, userId: UserId };
    }
    case "aws:index/getRegion:getRegion": {
      const { region } = configuration;
      return { description: region, endpoint: `ec2.${region}.amazonaws.com`, id: region, name: region, region };
    }
  }
  throw new Error(`the function ${token} is not supported by the stand-in for the aws provider`);
}
