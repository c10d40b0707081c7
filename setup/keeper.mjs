// Ends a set-up step's process group when the set-up dies, even by SIGKILL: standard input, a pipe from the set-up,
// then ends without the word "done". Started before the step itself; the first line is the group's id.
let heard = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  heard += text;
});
process.stdin.on("end", () => {
  const [group, ...words] = heard.split("\n");
  const groupId = Number(group);
  if (words.includes("done") || !Number.isInteger(groupId) || groupId < 2) return;
  try {
    process.kill(-groupId, "SIGKILL");
  } catch (failure) {
    if (/** @type {NodeJS.ErrnoException} */ (failure).code !== "ESRCH") throw failure;
  }
});
