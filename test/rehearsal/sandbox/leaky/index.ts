// A program that tries to leave the sandbox, in each of the three kinds of process that a program can make run.
import net from "node:net";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

class Leaky extends pulumi.dynamic.Resource {
  declare readonly said: pulumi.Output<string>;
  constructor(name: string) {
    const provider = {
      async create() {
        const { connect } = await import("node:net");
        const said = await new Promise<string>((resolve) => {
          connect(2, "192.0.2.1").once("error", (error) => resolve(error.message));
        });
        return { id: "leaky", outs: { said } };
      },
    };
    super(provider, name, { said: undefined });
  }
}

export const program = new Promise<string>((resolve) => {
  net.connect(1, "192.0.2.1").once("error", (error) => resolve(error.message));
});
export const provider = new Leaky("leaky").said;
export const region = aws.getRegionOutput().region;
