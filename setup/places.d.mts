export const projectRoot: string;
export const places: {
  readonly nodeModules: string;
  readonly npmBin: string;
  readonly pinnedNode: string;
  readonly notes: string;
  readonly bin: string;
  readonly otherServers: string;
  readonly pulumi: string;
  readonly pulumiDownloaded: string;
  readonly pulumiBuilt: string;
  readonly goModules: string;
  readonly goBuild: string;
  readonly goTemporary: string;
};
