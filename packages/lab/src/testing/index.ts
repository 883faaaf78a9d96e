export { deployment, eventually, podsOf, setImage, settled } from "#testing/workloads.ts";
export { type TestRoom, testDir, testRoom } from "#testing/rooms.ts";
