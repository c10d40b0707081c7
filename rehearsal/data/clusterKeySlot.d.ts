// The one function of the package, which brings no types of its own. Text counts as UTF-8, bytes as they are.
declare module "cluster-key-slot" {
  const slotOf: (key: string | Uint8Array) => number;
  export default slotOf;
}
