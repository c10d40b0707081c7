// Who calls, and in which region: read from the signature's scope. The signature itself is not verified.

export interface Caller {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

/** "Credential=KEY/20261120/us-east-1/elasticache/aws4_request"; undefined when the request is not signed. */
export function callerOf(authorization: string | undefined): Caller | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(authorization ?? "");
  const [, accessKey, region, service] = scope ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) return undefined;
  return { accessKey, region, service };
}
