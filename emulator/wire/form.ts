// A request's body as a tree: "Tags.Tag.1.Key=a" becomes Tags -> Tag -> 1 -> Key.

export interface FormNode {
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

export function parseForm(body: string): FormNode {
  const root: FormNode = { value: undefined, children: new Map() };
  for (const [key, value] of new URLSearchParams(body)) {
    let node = root;
    for (const part of key.split(".")) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = { value: undefined, children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}

/** The items of a list in the order of their numbers, gaps closed as AWS closes them. */
export function numberedChildren(node: FormNode): FormNode[] {
  return [...node.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}
