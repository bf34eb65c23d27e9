import { afterAll, beforeAll, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { HeraldCli } from "../support/herald-cli.ts";

const herald = new DeployedHerald();
let cli: HeraldCli;

beforeAll(async () => {
  cli = await HeraldCli.for(herald.details);
});

afterAll(async () => {
  await herald.simulator.behave("ses", { behavior: "accept" });
  await cli.remove();
});

test("a suppressed address is listed by its hash and lifted", async () => {
  const user = fakeUser("cli-suppressed");
  await herald.simulator.behave("ses", { behavior: "accept", receipt: "bounced" });
  await herald.herald.send({ ...user, message: "Hi", channels: ["email"] });
  const hash = await herald.until("the address to be suppressed", async () => {
    const { suppressions } = await herald.herald.suppressions(user.userId);
    return suppressions[0]?.hash;
  });

  const listed = await cli.run("suppressions", "--user", user.userId);
  expect([listed.exitCode, listed.all]).toEqual([
    0,
    expect.stringContaining(`${hash}  bounced by ses at `),
  ]);
  expect(listed.all).not.toContain(user.email);

  const lift = ["lift", "--user", user.userId, "--hash", hash];
  expect((await cli.run(...lift)).exitCode).toBe(0);
  const again = await cli.run(...lift);
  expect([again.exitCode, again.all]).toEqual([
    1,
    expect.stringContaining("There is no such suppression."),
  ]);
  const empty = await cli.run("suppressions", "--user", user.userId);
  expect(empty.all).toContain("No address of this user is suppressed.");
});
